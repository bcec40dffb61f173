"""Two thousand unknown languages took five seconds: each was compared with all that exist."""

import pytest

from publish.language import tags
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
