"""Nothing is silent: signs are named, and what a voice leaves out is reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.language.spoken.normalise import normalised
from publish.language.spoken.text import Span
from publish.narration.casting import Casting
from publish.narration.narrate import narrate
from publish.narration.synthesis import Part, Voice
from publish.narration.voices.espeak import Espeak, espeak_voices
from publish.narration.voices.hibari import Hibari, hibari_voices
from publish.narration.voices.kokoro import RuleReader
from publish.narration.voices.silence import Listener
from publish.prepare import prepare
from publish.source import read_markdown
from tests.robust.generating import generated
from tests.robust.honest import honest

ROOT = Path(__file__).parents[3]

SIGNS = (
    *"✓✗☒☐★<>≤∈⊆⊕⇒→⟶←▲▼◆↵⌫‰′″₴₽₹₿₩₸€&@#§†№©√∞±×≈≡∂∑∫∅∀♭♯♫😀👍❤⚠☎✈❌➜⬆⌘°~^_*=αμ½²₂①ʃ░日",
    *("\ue123", "👩‍🚀", "👍🏽", "🇫🇷", "CO₂", "x̄", "25 ℉", "▒▒▒▒"),
)

LANGUAGES = ["en-GB", "de", "fr", "es", "it", "pt", "nl", "pl", "ru", "uk", "be"]


def spoken_parts(text: str, language: str, voice: Voice) -> list[Part]:
    spans = normalised([Span(text, language)])
    return [Part(span.text, voice, span.ipa, span.say) for span in spans]


@pytest.fixture(scope="module")
def espeak() -> Espeak:
    return Espeak()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_sign_has_a_sound_in_espeak_ng(language: str, espeak: Espeak) -> None:
    voice = Casting.of(espeak_voices(), "", language).main
    listener = Listener(espeak.phonemes)
    parts = [part for sign in SIGNS for part in spoken_parts(f"Abc {sign} abc.", language, voice)]
    assert list(listener.warnings(parts)) == []


def test_each_sign_has_a_sound_in_heart() -> None:
    voice = hibari_voices()[0]
    listener = Listener(Hibari().phonemes)
    parts = [part for sign in SIGNS for part in spoken_parts(f"Abc {sign} abc.", "en-US", voice)]
    assert list(listener.warnings(parts)) == []


def test_each_sign_has_a_sound_by_the_rules_of_kokoro() -> None:
    voice = Voice("siwis", "Siwis", "fr-FR", "Apache-2.0", "kokoro", "")
    reader = RuleReader("fr-fr")

    def phonemes(_voice: Voice, text: str) -> str:
        return " ".join(sound.phonemes for sound in reader.read([Part(text, voice)])[0])

    signs = [sign for sign in SIGNS if sign not in "日" and len(sign) == 1]
    parts = [part for sign in signs for part in spoken_parts(f"Mot {sign} ici.", "fr", voice)]
    assert list(Listener(phonemes).warnings(parts)) == []


def test_a_build_reports_what_its_voice_leaves_out(espeak: Espeak) -> None:
    voice = Casting.of(espeak_voices(), "", "fi").main
    speech = espeak.speak([Part("Sana ⊕ ja toinen", voice)], 165)
    (warning,) = speech.warnings
    assert "“⊕” (U+2295, circled plus)" in warning
    assert "{say=" in warning


def test_a_sign_is_compared_in_its_word_and_asked_for_once() -> None:
    voice = Voice("v", "V", "en", "", "", "")
    asked: list[str] = []

    def phonemes(_voice: Voice, text: str) -> str:
        asked.append(text)
        return "".join(filter(str.isascii, text))

    parts = [Part("CO₂ rose", voice), Part("CO₂", voice)]
    assert len(set(Listener(phonemes).warnings(parts))) == 1
    assert asked == ["CO₂", "CO"]


def test_articles_have_no_silent_sign(espeak: Espeak, tmp_path: Path) -> None:
    files = [ROOT / "assets/example/article.md", ROOT / "tests/gallery/dialects/article.md"]
    for seed in (2, 4, 6):
        folder = tmp_path / str(seed)
        folder.mkdir()
        files.append(honest(seed, folder))
    folder = tmp_path / "odd"
    folder.mkdir()
    files.append(generated(1, folder))
    listener = Listener(espeak.phonemes)
    voices = espeak_voices()
    for file in files:
        script = narrate(prepare(read_markdown(file, file.read_text(encoding="utf-8"))))
        spans = [
            span
            for chapter in script.chapters
            for utterance in chapter.utterances
            for span in normalised(utterance.spans)
        ]
        parts = [
            Part(span.text, Casting.of(voices, "", span.language).main, span.ipa, span.say)
            for span in spans
        ]
        assert list(listener.warnings(parts)) == [], file


def test_an_empty_cell_is_blank_and_a_mark_is_named(tmp_path: Path) -> None:
    file = tmp_path / "table.md"
    file.write_text(
        "---\ntitle: T\nlanguage: en-GB\n---\n\n| Day | Open | Late |\n|---|---|---|\n"
        "| Monday | ✓ | ✗ |\n| Sunday | | ✓ |\n"
    )
    script = narrate(prepare(read_markdown(file, file.read_text(encoding="utf-8"))))
    said = " ".join(
        span.say or span.text
        for chapter in script.chapters
        for utterance in chapter.utterances
        for span in normalised(utterance.spans)
    )
    assert "yes" in said
    assert "no" in said.split()
    assert "blank" in said
