"""Two thousand unknown languages took five seconds: each was compared with all that exist."""

import pytest

from publish.language import tags
from publish.language.spoken.speech_rules import rules_for
from publish.language.tags import UnknownLanguageError, language_tag


def test_few_names_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []
    nearest = tags.nearest

    def counting(word: str, known: tuple[str, ...]) -> str:
        compared.append(len(known))
        return nearest(word, known)

    monkeypatch.setattr(tags, "nearest", counting)
    for written, meant in (("englsh", "en"), ("gernan", "de"), ("bielorussian", "be")):
        with pytest.raises(UnknownLanguageError) as caught:
            language_tag(written)
        assert meant in caught.value.fix
    assert max(compared) < 200


def test_tags_that_differ_in_private_subtags_share_their_rules() -> None:
    """Three thousand of them took a minute of processor time, and a gigabyte."""
    rules = {id(rules_for(f"en-GB-x-a{number}")) for number in range(3_000)}
    assert rules == {id(rules_for("en"))}
    assert rules_for("en-us") is rules_for("en-US") is not rules_for("en")
