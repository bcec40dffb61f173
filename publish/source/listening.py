"""The front matter's ``narration.profiles``: what a listener may have left out."""

from __future__ import annotations

from publish.article import ListeningProfile
from publish.narration.profiles import PROFILES, ROLES, NotesAt
from publish.source.fields import Field
from publish.source.mistakes import one_of


def listening_profiles(field: Field) -> tuple[ListeningProfile, ...]:
    """The profiles that the front matter defines.  Raises :class:`SourceError`."""
    roles, places = frozenset(map(str, ROLES)), frozenset(map(str, NotesAt))
    taken = frozenset(profile.name for profile in PROFILES)
    profiles = []
    for name, inner in field.pairs():
        if name in taken:
            raise inner.error("is the name of a profile that is known.", "Choose another name.")
        fields = inner.mapping(frozenset({"skip", "notes"}))
        skip = fields["skip"].items() if "skip" in fields else ()
        for item in skip:
            if item.text() not in roles:
                message = f"“{item.text()}” is not a role that can be left out."
                raise item.error(message, one_of(item.text(), roles))
        notes = fields["notes"].text() if "notes" in fields else ""
        if notes and notes not in places:
            message = f"“{notes}” is not a place for notes."
            raise fields["notes"].error(message, one_of(notes, places))
        profiles.append(ListeningProfile(name, tuple(item.text() for item in skip), notes))
    return tuple(profiles)
