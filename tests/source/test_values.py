"""Values of the front matter that are right, and how they come out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from publish.language.tags import UnknownLanguageError, language_tag
from publish.model import Contributor, Correction, Licence, Metadata, Series
from publish.model.metadata_values import WrongIdentifierError, identifier
from publish.source import read


def metadata(front: str, folder: Path) -> Metadata:
    source = folder / "article.md"
    source.write_text(f"---\ntitle: T\nlanguage: en\n{front}\n---\n\nText.\n", encoding="utf-8")
    return read(source).metadata


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("en", "en"),
        ("EN-gb", "en-GB"),
        ("be-tarask", "be-tarask"),
        ("sr-LATN-rs", "sr-Latn-RS"),
        ("zh-yue-hant-hk", "zh-yue-Hant-HK"),
        ("es-419", "es-419"),
        ("de-1996", "de-1996"),
        ("szl", "szl"),
        ("qab", "qab"),
        ("en-u-ca-gregory-x-a", "en-u-ca-gregory-x-a"),
    ],
)
def test_languages(written: str, tag: str) -> None:
    assert language_tag(written) == tag


@pytest.mark.parametrize(
    ("written", "fix"),
    [
        ("ger", "Did you mean “de”?"),
        ("deu", "Did you mean “de”?"),
        ("bel", "Did you mean “be”?"),
        ("polish", "Did you mean “pl”?"),
        ("ukranian", "Did you mean “uk”?"),
        ("be-Cyril", "Leave the variant out if it does not matter."),
        ("en-Abcd", "Leave the script out if it does not matter."),
        ("en-QX", "Leave the region out if it does not matter."),
        ("x-private", "Write a BCP 47 tag such as en, en-GB or be."),
        ("", "Write a BCP 47 tag such as en, en-GB or be."),
        ("en-", "Did you mean “en”?"),
    ],
)
def test_wrong_languages(written: str, fix: str) -> None:
    with pytest.raises(UnknownLanguageError) as error:
        language_tag(written)
    assert error.value.fix == fix


@pytest.mark.parametrize(
    ("written", "identified"),
    [
        ("978-3-16-148410-0", "urn:isbn:9783161484100"),
        ("URN:ISBN:9783161484100", "urn:isbn:9783161484100"),
        ("ISBN 0-8044-2957-X", "urn:isbn:080442957X"),
        ("doi:10.1000/182", "https://doi.org/10.1000/182"),
        ("10.1000/182", "https://doi.org/10.1000/182"),
        ("https://doi.org/10.1000/182", "https://doi.org/10.1000/182"),
        ("urn:nbn:de:101:1-2019", "urn:nbn:de:101:1-2019"),
        ("https://example.org/a", "https://example.org/a"),
    ],
)
def test_identifiers(written: str, identified: str) -> None:
    assert identifier(written) == identified


@pytest.mark.parametrize(
    "written", ["080442957X1", "0-8044-2957-0", "9783161484109", "urn:a", "http:///a", "10.1/a b"]
)
def test_wrong_identifiers(written: str) -> None:
    with pytest.raises(WrongIdentifierError):
        identifier(written)


def test_an_identifier_that_is_made_outlives_corrections(tmp_path: Path) -> None:
    made = metadata("authors: A\nsubtitle: One\npublished: 2026-01-01", tmp_path).identifier
    assert made == metadata("authors: [A, B]\nsubtitle: Two", tmp_path).identifier
    assert made.startswith("urn:uuid:")
    assert made != metadata("authors: B", tmp_path).identifier


def test_dates(tmp_path: Path) -> None:
    given = metadata("published: 2026-03-01\nmodified: 2026-03-04T09:30:00+02:00", tmp_path)
    assert given.published == datetime(2026, 3, 1, tzinfo=UTC)
    assert given.modified == datetime(2026, 3, 4, 9, 30, tzinfo=timezone(timedelta(hours=2)))
    assert metadata("modified: 2026-03-04 09:30", tmp_path).modified == datetime(
        2026, 3, 4, 9, 30, tzinfo=UTC
    )


def test_scalars_are_taken_as_they_are_written(tmp_path: Path) -> None:
    given = metadata(
        "publisher: on\nsubtitle: 007\ndateline: null\nrights: 2026-03-01\nsubjects: yes", tmp_path
    )
    assert (given.publisher, given.subtitle, given.dateline) == ("on", "007", "null")
    assert (given.rights, given.subjects) == ("2026-03-01", ("yes",))


def test_a_field_left_empty_is_a_field_not_given(tmp_path: Path) -> None:
    given = metadata("authors:\npublished:\ncover:\nsubjects: [a, '']", tmp_path)
    assert (given.authors, given.published, given.cover) == ((), None, None)
    assert given.subjects == ("a",)


def test_people(tmp_path: Path) -> None:
    given = metadata(
        "authors: Ada Kowalska\n"
        "contributors:\n  - Maria\n  - {name: Ian, role: Illustrator}\n  - {name: T, role: trl}",
        tmp_path,
    )
    assert given.authors == (Contributor("Ada Kowalska"),)
    assert [(who.name, who.role) for who in given.contributors] == [
        ("Maria", "ctb"),
        ("Ian", "ill"),
        ("T", "trl"),
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("CC-BY-SA-4.0", ("CC-BY-SA-4.0", "https://creativecommons.org/licenses/by-sa/4.0/")),
        ("CC0-1.0", ("CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/")),
        ("OFL-1.1", ("OFL-1.1", "https://spdx.org/licenses/OFL-1.1.html")),
        ("https://example.org/terms", ("", "https://example.org/terms")),
    ],
)
def test_licences(written: str, expected: tuple[str, str], tmp_path: Path) -> None:
    assert metadata(f"licence: {written}", tmp_path).licence == Licence(*expected)


def test_series_and_corrections(tmp_path: Path) -> None:
    given = metadata(
        "series: {name: S, position: 2.1}\ncorrections:\n  - {date: 2026-03-04, text: Wrong.}",
        tmp_path,
    )
    assert given.series == Series("S", "2.1")
    assert given.corrections == (Correction(date(2026, 3, 4), "Wrong."),)
