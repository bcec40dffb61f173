"""The accessibility facts: each is said when it is true, and only then."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image as Picture

from publish.accessibility import facts_of, onix, schema
from publish.accessibility.statement import addition, statement, summary
from publish.model import (
    Accessibility,
    Article,
    Block,
    Figure,
    InlineMath,
    MathBlock,
    Paragraph,
    Section,
    Text,
)
from tests.editions.epub.making import article, paragraph, picture

ALWAYS = {"tableOfContents", "readingOrder", "displayTransformability", "ARIA"}


def values(whole: Article, name: str) -> list[str]:
    return [value for one, value in schema.properties(facts_of(whole)) if one == name]


def features(whole: Article) -> set[str]:
    return set(schema.features(facts_of(whole)))


def codes(whole: Article, *, narrated: bool = False, paged: bool = False) -> set[str]:
    found = onix.features(facts_of(whole, narrated=narrated, paged=paged))
    return {one.value for one in found if one.kind == onix.ACCESSIBILITY}


@pytest.mark.parametrize(
    ("block", "more"),
    [
        (paragraph(), set()),
        (Section(title=(Text("One"),), level=2, blocks=()), {"structuralNavigation"}),
        (MathBlock(tex="x"), {"MathML"}),
        (MathBlock(tex="x^2", spoken="x squared"), {"MathML"}),
        (Paragraph(content=(InlineMath("x^2", "x squared"),)), {"MathML", "describedMath"}),
    ],
)
def test_features_of_text(block: Block, more: set[str]) -> None:
    assert features(article(block)) == ALWAYS | more


def test_features_of_pictures(tmp_path: Path) -> None:
    image = picture(tmp_path / "a.png")
    plain = features(article(Figure(image=image)))
    assert plain == ALWAYS | {"alternativeText"}
    described = article(Figure(image=image, description=(paragraph(),)))
    assert features(described) == plain | {"longDescription"}


def test_features_of_the_editions() -> None:
    facts = facts_of(article(), narrated=True, paged=True)
    assert set(schema.features(facts)) == ALWAYS | {
        *("synchronizedAudioText", "pageNavigation", "pageBreakMarkers")
    }


def test_a_picture_without_words_takes_the_claims_away(tmp_path: Path) -> None:
    good, bad = picture(tmp_path / "a.png"), picture(tmp_path / "b.png", alt=None)
    whole = article(Figure(image=good), Figure(image=bad))
    assert "alternativeText" not in features(whole)
    assert values(whole, "accessModeSufficient") == ["textual,visual"]
    assert not codes(whole) & {"14", "52"}
    assert "as text" not in summary(facts_of(whole))


def test_modes(tmp_path: Path) -> None:
    assert (
        values(article(), "accessMode") == values(article(), "accessModeSufficient") == ["textual"]
    )
    whole = article(Figure(image=picture(tmp_path / "a.png")))
    assert values(whole, "accessMode") == ["textual", "visual"]
    assert values(whole, "accessModeSufficient") == ["textual", "textual,visual"]
    ornament = picture(tmp_path / "o.png", alt=None, decorative=True)
    assert values(article(Figure(image=ornament)), "accessMode") == ["textual"]
    assert values(article(cover=picture(tmp_path / "c.png")), "accessMode") == ["textual"]


def test_synchronised_sound_is_no_mode_of_its_own() -> None:
    found = list(schema.properties(facts_of(article(), narrated=True)))
    assert ("accessMode", "auditory") not in found


def moving(kind: str, frames: int) -> bytes:
    shades = [Picture.new("L", (2, 2), 60 * number) for number in range(frames)]
    out = io.BytesIO()
    shades[0].save(out, kind, save_all=True, append_images=shades[1:])
    return out.getvalue()


@pytest.mark.parametrize(
    ("media_type", "content", "hazard"),
    [
        ("image/gif", moving("GIF", 2), "unknown"),
        ("image/gif", moving("GIF", 1), "none"),
        ("image/webp", moving("WEBP", 2), "unknown"),
        ("image/png", moving("PNG", 2), "unknown"),
        ("image/svg+xml", b"<svg><animate/></svg>", "unknown"),
        ("image/svg+xml", b"<svg/>", "none"),
    ],
)
def test_only_a_person_can_tell_whether_a_moving_picture_flashes(
    media_type: str, content: bytes, hazard: str, tmp_path: Path
) -> None:
    image = picture(tmp_path / "moving", content, media_type)
    whole = article(Figure(image=image))
    assert values(whole, "accessibilityHazard") == [hazard]
    hazards = [one.value for one in onix.features(facts_of(whole)) if one.kind == onix.HAZARD]
    assert hazards == (["00"] if hazard == "none" else [])
    said = " ".join(line for part in statement(facts_of(whole)) for line in part.sentences)
    assert ("hazards is unknown" in said) == (hazard == "unknown")
    assert ("contains no hazards" in said) == (hazard == "none")


def test_onix_says_the_same_as_the_metadata(tmp_path: Path) -> None:
    image = picture(tmp_path / "a.png")
    plain = codes(article())
    assert plain == {"00", "10", "11", "13", "22", "30", "32", "36", "52"}
    rich = article(
        Section(title=(Text("One"),), level=2, blocks=(MathBlock(tex="x"),)),
        Figure(image=image, description=(paragraph(),)),
    )
    assert codes(rich, narrated=True, paged=True) == plain | {"14", "15", "17", "20", "29", "41"}


def test_json_ld_names_each_sufficient_set(tmp_path: Path) -> None:
    whole = article(Figure(image=picture(tmp_path / "a.png")))
    found = schema.json_ld(facts_of(whole))
    assert found["accessMode"] == ["textual", "visual"]
    assert found["accessModeSufficient"] == [
        {"@type": "ItemList", "itemListElement": ["textual"]},
        {"@type": "ItemList", "itemListElement": ["textual", "visual"]},
    ]
    assert found["accessibilitySummary"] == addition(facts_of(whole))


def test_the_summary_says_what_is_there_in_the_language_of_the_article(tmp_path: Path) -> None:
    assert summary(facts_of(article())) == "All of it can be read as text, by eye, ear or touch."
    whole = article(Figure(image=picture(tmp_path / "a.png")), language="be")
    assert summary(facts_of(whole, narrated=True)) == (
        "Усё выданне можна чытаць як тэкст: вачыма, на слых ці пальцамі. "
        "Кожны малюнак, які мае значэнне, мае тэкставую замену. "
        "Тэкст можна слухаць, пры гэтым вылучаецца тое, што чытаецца."
    )


def test_the_summary_of_the_metadata_adds_what_its_properties_do_not_say(tmp_path: Path) -> None:
    bad = picture(tmp_path / "b.png", alt=None)
    whole = article(Figure(image=bad), MathBlock(tex="x^2", spoken="x squared"))
    said = addition(facts_of(whole, narrated=True, narrators=("Ada, human voice",)))
    assert said == (
        "Some pictures have no text alternative. "
        "Some formulas are put into words by rules, not by the author. "
        "Narration: Ada, human voice. "
        "The program that made this edition found these facts in it. "
        "Nobody has yet certified that it conforms to a standard."
    )
    assert "table of contents" not in said


@pytest.mark.parametrize(("heard", "alt"), [(True, "A boat."), (True, None), (False, "A boat.")])
def test_sound_suffices_if_all_of_the_text_is_in_it(
    heard: bool, alt: str | None, tmp_path: Path
) -> None:
    whole = article(Figure(image=picture(tmp_path / "a.png", alt=alt)))
    found = schema.properties(facts_of(whole, narrated=True, heard=heard))
    assert (("accessModeSufficient", "auditory") in found) == (heard and alt is not None)


@pytest.mark.parametrize(
    "language", ["en", "be", "uk", "pl", "de", "fr", "es", "it", "nl", "pt", "ru", "ar"]
)
def test_the_statement_has_words_of_its_own_in_every_language_of_ours(language: str) -> None:
    facts = facts_of(article(), narrated=True, paged=True)
    own, english = statement(replace(facts, language=language)), statement(facts)
    titles = [part.title for part in english]
    assert titles == [
        *("Ways of reading", "Conformance", "Navigation", "Hazards", "Accessibility summary"),
        "Additional accessibility information",
    ]
    assert len(own) == len(english)
    assert (own == english) == (language == "en")


def test_onix_has_a_product_for_each_isbn() -> None:
    whole = article(MathBlock(tex="x^2", alt="x squared"))
    said = Accessibility("a@b.org", "Also in braille.", ("eaa-microenterprise",))
    isbns = (("pdf", "urn:isbn:9783161484124"), ("audio", "urn:isbn:9783161484117"))
    about = replace(whole.metadata, isbns=isbns, accessibility=said)
    voices = ("Ada, synthetic voice",)
    facts = facts_of(
        replace(whole, metadata=about), narrated=True, narrators=voices, heard=True, paged=True
    )
    root = ET.fromstring(onix.fragment(about, facts))
    space = {"o": "http://ns.editeur.org/onix/3.1/reference"}

    def codes_of(product: ET.Element) -> set[str | None]:
        return {one.text for one in product.iterfind(".//o:ProductFormFeatureValue", space)}

    epub, pdf, audio = root.iterfind("o:Product", space)
    assert {"19", "20", "41", "51", "52", "53", "75", "92", "99"} <= codes_of(epub)
    assert epub.findtext(".//o:RelatedProduct//o:IDValue", "", space) == "9783161484124"
    assert epub.findtext(".//o:RelatedProduct/o:ProductRelationCode", "", space) == "13"
    assert "05" in codes_of(pdf)
    assert not {"17", "20", "41", "51"} & codes_of(pdf)
    assert {"39", "51"} <= codes_of(audio)
    assert audio.findtext("o:ProductIdentifier/o:IDValue", "", space) == "9783161484117"
    assert audio.findtext(".//o:UnnamedPersons", "", space) == "07"
    assert audio.findtext(".//o:AlternativeName/o:PersonName", "", space) == "Ada"


def test_nothing_is_said_to_conform() -> None:
    facts = facts_of(article(), narrated=True, paged=True)
    said = str(list(schema.properties(facts))) + str(codes(article(), narrated=True))
    assert "conform" not in said
    assert not {"02", "03", "04", "82", "85"} & codes(article(), narrated=True, paged=True)
