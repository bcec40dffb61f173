"""Choose the voice for each piece of text, by language, script and role.

A voice spells letters of a script that it can't read one by one, in English.  So text in such a
script gets another voice, with a warning.  The front matter can set the voice and speed of a role.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby, takewhile

from msgspec import Struct, field

from publish.errors import MissingVoiceError, shortened
from publish.language.detection import language_of_letter
from publish.language.script_runs import runs
from publish.language.scripts import (
    language_of_script,
    likely_script,
    parts_of,
    script_name,
    script_of,
)
from publish.language.spoken.text import Span
from publish.language.tags import primary
from publish.model import NarrationSettings, RoleVoice
from publish.narration.script import Role, Utterance
from publish.narration.synthesis import Part, Voice
from publish.narration.voices import ENGINES, ESPEAK, default_voice, voices

#: The voices of hibari that it would download.
_DOWNLOADED = ("emma", "fable", "fenrir", "kore")

#: Ids of espeak-ng voices, by tags that differ from the id or whose regions share a voice.
_ESPEAK_IDS = {
    "en": "en-gb", "en-ca": "en-us", "fr": "fr-fr", "zh": "cmn", "zh-hk": "yue", "zh-yue": "yue",
    "no": "nb", "nn": "nb", "iw": "he", "in": "id", "sh": "hr", "es-mx": "es-419",
    "es-ar": "es-419", "es-co": "es-419", "es-us": "es-419",
    "chr": "chr-us-qaaa-x-west",
}  # fmt: skip

#: Languages without a voice -> the voice that their speakers understand best.
_CLOSEST = {
    "rue": "uk", "szl": "pl", "csb": "pl", "hsb": "cs", "dsb": "cs", "cnr": "sr", "gsw": "de",
    "nds": "de", "bar": "de", "yi": "he", "gl": "pt", "ast": "es", "oc": "ca", "sc": "it",
    "scn": "it", "nap": "it", "co": "it", "rm": "it", "fur": "it", "fy": "nl", "li": "nl",
    "vls": "nl", "crh": "tr", "gag": "tr", "sco": "en-gb", "br": "fr-fr", "se": "fi", "kv": "ru",
    "ce": "ru", "mn": "kk", "tg": "ru", "wuu": "cmn", "nan": "cmn", "tl": "id", "fil": "id",
}  # fmt: skip

#: The natural voices of a language: the first that is installed speaks it unless another one is
#: asked for.  The Portuguese voice is Brazilian.
_NATURAL = {
    "en": ("heart",), "en-gb": ("kokoro:emma", "heart"), "fr": ("kokoro:siwis",),
    "es": ("kokoro:dora",), "it": ("kokoro:sara",), "pt": ("kokoro:dora-br",), "pt-pt": (),
    "ja": ("kokoro:alpha-ja",), "zh": ("kokoro:xiaoxiao",), "zh-hk": (), "zh-mo": (), "zh-yue": (),
}  # fmt: skip

#: Scripts that a voice reads besides the main one of its language.
_ALSO_READ = {"sr": {"Latn"}}


#: The default speed, in words a minute.
SPEED = 165


class Casting(Struct):
    """Chooses voices for spans, and collects ``warnings``.

    The voice ``main`` speaks its own language, and ``language``, that of the article; those in
    ``languages`` (BCP 47, in lower case) have voices that the author chose.
    """

    voices: Sequence[Voice]
    main: Voice
    language: str = ""
    languages: dict[str, Voice] = field(default_factory=dict)
    warnings: dict[str, None] = field(default_factory=dict)

    @classmethod
    def of(cls, voices: Sequence[Voice], wanted: str, language: str) -> Casting:
        """Return the casting for an article in ``language``; ``wanted`` is a voice's id, or empty.

        Without one, a natural voice speaks if the language has one.  ``espeak`` asks for the voice
        of espeak-ng.  Phrases in other languages have voices as natural as the narrator's.

        Raises:
            MissingVoiceError: There is no voice with that id.
        """
        cast = cls(voices, voices[0])
        wanted = wanted or default_voice()
        named = "" if wanted == ESPEAK else wanted
        if named:
            cast.main = cast._wanted(named)
        else:
            natural = () if wanted else _natural(language)
            found = (one for name in natural for one in voices if one.id == name)
            cast.main = next(found, None) or cast.voice_for(language, "")
        cast.language = language
        if named and primary(cast.main.language) not in (primary(language), "und"):
            cast._warn(
                f"The voice {cast.main.id} speaks {cast.main.language}, and the article is in "
                f"{language}."
            )
        return cast

    def _wanted(self, name: str) -> Voice:
        """Return the voice with the id or the file ``name``."""
        for voice in self.voices:
            if voice.matches(name):
                return voice
        names = {voice.id.lower(): voice.id for voice in self.voices}
        near = [names[other] for other in difflib.get_close_matches(name.lower(), names, 3)]
        hint = f"Did you mean {' or '.join(near)}? " if near else ""
        if name.lower().startswith("piper:"):
            hint += "PUBLISH_VOICES names the folders of Piper voices. "
        if name.lower() in _DOWNLOADED:
            hint += "hibari would download it, and publish downloads nothing. "
        raise MissingVoiceError(name, f"{hint}`publish voices` lists those at hand.")

    def voice_for(self, language: str, text: str) -> Voice:
        """Return the voice that speaks ``language`` (BCP 47), or the closest, with a warning.

        The main voice speaks all regions of its language.  The script of ``text`` decides if the
        language has neither a voice nor a close one.
        """
        own = {primary(self.main.language), primary(self.language)}
        tag = language.lower()
        if tag in self.languages:
            return self.languages[tag]
        chosen = self.languages.get(primary(tag))
        if chosen and not (self.language and primary(language) == primary(self.language)):
            return chosen
        if self.language and primary(language) in own:
            return self.main
        if natural := self._natural_voice(language):
            return natural
        by_id = {voice.id: voice for voice in self.voices}
        while tag:
            if found := by_id.get(_ESPEAK_IDS.get(tag, tag)):
                return found
            tag = tag.rpartition("-")[0]
        scripts = [script for script in map(script_of, text) if script]
        reader = reader_of(scripts[0]) if scripts else ""
        name = _CLOSEST.get(primary(language)) or reader
        closest = by_id.get(name, self.main)
        if not scripts or scripts[0] not in scripts_of(closest):
            closest = by_id.get(reader, closest)
        self._warn(
            f"No voice speaks the language {language}: the voice {closest.id} ({closest.name}) "
            "speaks it instead."
        )
        return closest

    def _natural_voice(self, language: str) -> Voice | None:
        """Return the natural voice of a language, if the narrator has one too."""
        if ENGINES[self.main.engine].sound != "natural":
            return None
        found = (one for name in _natural(language) for one in self.voices if one.id == name)
        return next(found, None)

    def cast(self, spans: Iterable[Span]) -> tuple[Part, ...]:
        """Return the parts of an utterance; together they have the text of ``spans``."""
        return tuple(part for span in spans for part in self._cast(span))

    def _cast(self, span: Span) -> list[Part]:
        voice = self.voice_for(span.language, span.text)
        if span.ipa or span.say:
            return [Part(span.text, voice, span.ipa, span.say)]
        return [
            Part(run, self._reader(voice, script, run) if script else voice)
            for run, script in runs(span.text, scripts_of(voice))
        ]

    def _reader(self, voice: Voice, script: str, text: str) -> Voice:
        """Return the voice for ``text`` in a ``script`` that ``voice`` can't read."""
        name = reader_of(script)
        if script == "Cyrl":
            name = next(filter(None, map(language_of_letter, text)), name)
        found = self._natural_voice(language_of_script(script)) or next(
            (other for other in self.voices if other.id == name), None
        )
        if script == "Latn" and found:
            # Names and brands in a text of another script are common, and read as English.
            return found
        words = shortened(text)
        if found is None:
            self._warn(f"No voice reads {script_name(script)} letters: {words!r} may be silent.")
            return voice
        self._warn(
            f"{words!r} is in {script_name(script)} letters, which the voice {voice.id} "
            f"cannot read: the voice {found.id} speaks it. Say which language it is: "
            f"[{words}]{{lang=...}}."
        )
        return found

    def lack(self) -> str:
        """Return which natural voice of the article's language isn't installed, or nothing."""
        if self.main.engine == ESPEAK:
            told = f"no natural voice is installed for {self.main.name}"
        elif "-" in self.language and self.main.language.lower() != self.language.lower():
            told = f"no natural voice is installed with the accent of {self.language}"
        else:
            return ""
        known = {voice.id for voice in self.voices}
        better = takewhile(lambda name: name != self.main.id, _natural(self.language))
        absent = next((name for name in better if name not in known), "")
        if not absent:
            return told
        engine = ENGINES["kokoro" if absent.startswith("kokoro:") else "hibari"]
        return f"{told}; to install one: {engine.install}"

    def _warn(self, warning: str) -> None:
        self.warnings[warning] = None


def _natural(language: str) -> tuple[str, ...]:
    return _NATURAL.get(language.lower(), _NATURAL.get(primary(language), ()))


class Direction(Struct, frozen=True):
    """The voices and speed (words a minute) of the ``roles`` with settings, and of all others.

    ``speakers`` are people in dialogues, by their names in small letters.  ``asked`` is the voice
    that the settings ask for, or empty.
    """

    asked: str
    casting: Casting
    speed: int
    roles: dict[str, tuple[Casting, int]]
    speakers: dict[str, tuple[Casting, int]]

    @classmethod
    def of(cls, voices: Sequence[Voice], settings: NarrationSettings, language: str) -> Direction:
        """Return the voices and speeds for an article in ``language``.

        Raises:
            MissingVoiceError: A voice that the settings name isn't installed.
        """
        asked = _asked(settings, language)
        casting = Casting.of(voices, asked, language)
        speed = settings.rate or SPEED

        def cast(own: RoleVoice) -> tuple[Casting, int]:
            named = Casting.of(voices, own.voice, language) if own.voice else casting
            return named, own.rate or speed

        roles = {own.role: cast(own) for own in settings.roles}
        speakers = {name: cast(own) for own in settings.speakers if (name := _name(own.role))}
        tags = {tag.lower(): voice for tag, voice in settings.languages}
        tags.pop(language.lower(), None)  # the narrator's, unless narration.voice is another
        chosen = {tag: Casting.of(voices, voice, tag).main for tag, voice in tags.items()}
        for one in (casting, *(own for own, _ in (*roles.values(), *speakers.values()))):
            one.languages |= chosen
        return cls(asked, casting, speed, roles, speakers)

    @property
    def main(self) -> Voice:
        """The voice of the narration; its sample rate is the narration's."""
        return self.casting.main

    def choice(self) -> str:
        """Return who narrates, and why, in a sentence.

        Where nobody asked for a voice, the sentence says what natural voice isn't installed.
        """
        casting = self.casting
        lack = "" if self.asked or default_voice() else casting.lack()
        why = f" ({lack})" if lack else ""
        roles = [
            f"{role}: {own.main.name}"
            for role, (own, _) in (*self.roles.items(), *self.speakers.items())
            if own.main != casting.main
        ]
        roles += [
            f"{tag}: {voice.name}"
            for tag, voice in casting.languages.items()
            if voice != casting.main
        ]
        told = f"Narrator: {'; '.join([f'{casting.main.name}, a synthetic voice{why}', *roles])}."
        if casting.main.slow:
            return f"{told} It takes about as long as the narration is; --draft is quick."
        return told

    @property
    def warnings(self) -> tuple[str, ...]:
        """The warnings so far."""
        own = (*self.roles.values(), *self.speakers.values())
        casts = (self.casting, *(casting for casting, _ in own))
        return tuple(dict.fromkeys(warning for cast in casts for warning in cast.warnings))

    def parts_of(
        self, role: Role, spans: Iterable[Span], speaker: str = ""
    ) -> tuple[tuple[Part, ...], int]:
        """Return the parts of an utterance in ``role``, or by ``speaker``, and their speed."""
        usual = self.roles.get(role, (self.casting, self.speed))
        casting, speed = self.speakers.get(speaker, usual)
        from publish.language.spoken.normalise import normalised

        return casting.cast(normalised(spans)), speed

    def speakers_of(self, utterances: Iterable[Utterance]) -> Iterator[str]:
        """Yield the speaker of each utterance, empty for the narrator.

        The source names them; and a block that begins with the name of a speaker, and a colon, a
        full stop or nothing else, is theirs: "Q: Why?", "ADA. I am here."
        """
        longest = max(map(len, self.speakers), default=0)
        for block, group in groupby(utterances, key=lambda one: one.block):
            said = list(group)
            for together in [said] if block else [[one] for one in said]:
                text = "\n".join(" ".join(one.text.split()) for one in together)
                labelled = self._named(text.casefold(), longest) if longest else ""
                for one in together:
                    theirs = "" if one.role is Role.ANNOUNCEMENT else labelled
                    yield _name(one.speaker) or theirs

    def _named(self, text: str, longest: int) -> str:
        """Return the longest name of a speaker that ``text`` begins with; empty if there is none.

        The ``longest`` name has so many characters.
        """
        ends = takewhile(longest.__ge__, (found.start() for found in _NAME_END.finditer(text)))
        names = (text[:end].replace("\n", " ") for end in ends)
        return max(filter(self.speakers.__contains__, names), key=len, default="")


_NAME_END = re.compile(r" ?(?:[:.]|$)", re.MULTILINE)


def _name(written: str) -> str:
    """Return the name of a speaker as texts are compared with it."""
    return " ".join(written.split()).casefold().rstrip(" .:")


def _asked(settings: NarrationSettings, language: str) -> str:
    """Return the voice that ``settings`` ask for in an article in ``language``, or nothing."""
    tags = {tag.lower(): voice for tag, voice in settings.languages}
    return settings.voice or tags.get(language.lower()) or tags.get(primary(language), "")


def voices_for(settings: NarrationSettings, language: str) -> tuple[Voice, ...]:
    """Return the voices that an article in ``language`` with ``settings`` may need.

    Raises:
        MissingToolError: An engine that the settings or the environment ask for isn't installed.
    """
    narrator = _asked(settings, language) or default_voice()
    return voices([narrator, *settings.voices.values()])


def reader_of(script: str) -> str:
    """Return the id of the voice that reads ``script`` in an unknown language."""
    language = language_of_script(script)
    return _ESPEAK_IDS.get(language, language)


@cache
def scripts_of(voice: Voice) -> frozenset[str]:
    """Return the scripts (ISO 15924) that ``voice`` reads."""
    likely = likely_script(voice.language) or "Latn"
    return parts_of(likely) | _ALSO_READ.get(voice.id, set())
