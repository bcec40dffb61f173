"""Words that belong together stay on one line."""

import pytest

from publish.language.spacing import keep_together


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Am 3.~März kamen z.~B. 120~km auf S.~12 zusammen, sagt Dr.~Meier"),
        ("de", "Die 12 Häuser im Mai 2024"),
        ("pl", "W~domu i~w~lesie o~5 rano, dnia 3~marca, ale na dworze"),
        ("cs", "v~lese a~k~domu 3.~ledna"),
        ("ru", "в~лесу и~у~дома 3~марта"),
        ("en", "On 3~March 2024 or March~3, 5~m away, J.~R. Smith counted 12~000 of No.~7"),
        ("en", "a house and 5 minutes of Plan B. The end"),
        ("fr", "Il dit~: «~Bonjour~!~»"),
        ("es", "el 3~de marzo"),
        ("tlh", "5~km"),
    ],
)
def test_what_belongs_together(language: str, text: str) -> None:
    kept = keep_together(text.replace("~", " "), language)
    assert kept.replace("\u00a0", "~") == text
