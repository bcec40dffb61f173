"""Listening profiles: which roles are read, and where the notes."""

from __future__ import annotations

import difflib
from enum import StrEnum

from msgspec import Struct

from publish.errors import UsageError
from publish.model import NarrationSettings
from publish.narration.script import Role


class NotesAt(StrEnum):
    """When a note is read."""

    END = "end"
    SECTION = "section"
    INLINE = "inline"
    NONE = "none"


class Profile(Struct, frozen=True):
    """``skip`` are the roles that are not read; the title always is."""

    name: str
    skip: frozenset[Role] = frozenset()
    notes: NotesAt = NotesAt.END

    def why(self, role: Role) -> str:
        """Why words in ``role`` are not read; empty where they are."""
        return self.leaves_out(role) if role in self.skip else ""

    def leaves_out(self, what: str) -> str:
        """The reason why ``what`` is not read."""
        return f"the profile {self.name} leaves out: {what}"


FULL = Profile("full")

#: The profiles that need no definition: all of it; the running text; all of it with each note at
#: the end of its section, to learn from.
PROFILES = (
    FULL,
    Profile(
        "text-only",
        frozenset(
            [
                Role.ALT, Role.CAPTION, Role.DESCRIPTION, Role.CREDIT, Role.TABLE, Role.CODE,
                Role.MATH, Role.NOTE,
            ]
        ),
        NotesAt.NONE,
    ),
    Profile("study", notes=NotesAt.SECTION),
)  # fmt: skip

#: The roles that a profile can leave out.
ROLES = tuple(role for role in Role if role is not Role.TITLE)


def profile_of(settings: NarrationSettings) -> Profile:
    """The profile that ``settings`` ask for: one of their own, else one of :data:`PROFILES`.

    Raises :class:`UsageError` for a name that is neither.
    """
    own = [
        Profile(one.name, frozenset(map(Role, one.skip)), NotesAt(one.notes or NotesAt.END))
        for one in settings.profiles
    ]
    known = {profile.name: profile for profile in (*PROFILES, *own)}
    name = settings.profile or FULL.name
    if name not in known:
        near = difflib.get_close_matches(name, known, 1)
        hint = f"Did you mean {near[0]}?" if near else f"Choose of {', '.join(known)}."
        raise UsageError(f"There is no listening profile named {name!r}. {hint}")
    return known[name]
