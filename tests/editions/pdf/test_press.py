"""The PDF for a printing press: boxes, marks, inks, output intent, fonts."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageCms

from publish.editions.edition import PdfOptions
from publish.editions.pdf.options import PROFILE
from publish.errors import UsageError
from publish.prepare import prepare
from publish.source import read
from tests.building import export_pdf as export
from tests.judges import ghostscript, pdf_pages

from .conftest import HEAD
from .preflight import preflight

pytestmark = pytest.mark.xdist_group("press")  # what they share is made once

MM = 72 / 25.4

#: All that can hold a colour: gradients with and without opacity, a mask, a pattern, letters.
PICTURE = """<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200" viewBox="0 0 400 200">
<defs>
<linearGradient id="a"><stop offset="0" stop-color="#c00"/><stop offset=".5" stop-color="#777"/>
<stop offset="1" stop-color="#06c"/></linearGradient>
<radialGradient id="b"><stop offset="0" stop-color="#fc0"/>
<stop offset="1" stop-color="#060" stop-opacity="0"/></radialGradient>
<mask id="m"><rect width="400" height="200" fill="white"/><circle cx="50" cy="50" r="30"/></mask>
<pattern id="p" width="10" height="10" patternUnits="userSpaceOnUse">
<path d="M0 0H5V5Z" fill="#39c"/></pattern>
</defs>
<rect width="400" height="200" fill="url(#a)"/>
<rect width="200" height="200" fill="url(#b)" mask="url(#m)"/>
<rect x="200" width="200" height="100" fill="url(#p)" stroke="#a0a" opacity=".5"/>
<text x="20" y="150" fill="#1a1a1a">Pier</text>
</svg>"""

TEXT = """*Slowly* the boat goes, see [the pier](https://example.org/).[^a]

![A pier.](pier.svg "The pier.")

![A lamp.](lamp.jpg "A lamp.")

![A stamp.](stamp.png "A stamp.")

![A wall.](wall.png "A wall.")

[^a]: At seven.
"""


def write_source(tmp_path: Path) -> Path:
    (tmp_path / "pier.svg").write_text(PICTURE, encoding="utf-8")
    colours = Image.linear_gradient("L").resize((60, 40))
    lamp = Image.merge("RGB", (colours, colours.rotate(180), colours))
    lamp.save(tmp_path / "lamp.jpg")
    lamp.putalpha(colours)
    lamp.save(tmp_path / "stamp.png")
    colours.convert("RGB").save(tmp_path / "wall.png")
    path = tmp_path / "ferry.md"
    path.write_text(HEAD.format(language="en") + TEXT, encoding="utf-8")
    return path


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_source(tmp_path)


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The PDF with everything in it, as it is printed without further options."""
    return made(write_source(tmp_path_factory.mktemp("press")))


def made(source: Path, **options: object) -> Path:
    target = source.with_name("ferry-print.pdf")
    export(prepare(read(source)), None, target, PdfOptions("print", **options))  # type: ignore[arg-type]
    return target


def test_only_grey_and_four_inks(printed: Path) -> None:
    found = preflight(printed)
    assert found.faults == []
    assert found.pictures >= 4, "three pictures and a mask"
    assert found.gradients >= 2
    assert found.forms >= 2
    assert found.fonts >= 3


def test_colours_are_not_lost(printed: Path) -> None:
    """The picture pages take colour; a grey picture takes black alone."""
    assert any(cyan > 0.02 and magenta > 0.02 for cyan, magenta, _, _ in ghostscript.inks(printed))
    with pikepdf.open(printed) as pdf:
        images = [
            o
            for o in pdf.objects
            if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"
        ]
        spaces = sorted(str(image.ColorSpace) for image in images)
        assert spaces == ["/DeviceCMYK", "/DeviceCMYK", "/DeviceGray", "/DeviceGray"]
        (photograph,) = [i for i in images if i.get("/Filter") == "/DCTDecode"]
        with pikepdf.PdfImage(photograph).as_pil_image() as seen:
            back = ImageCms.profileToProfile(
                seen, str(PROFILE), ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
            assert back is not None
            was = Image.open(printed.with_name("lamp.jpg")).convert("RGB")
            for place in ((5, 15), (30, 20), (30, 25)):
                for one, other in zip(back.getpixel(place), was.getpixel(place), strict=True):
                    assert abs(one - other) < 60, (place, back.getpixel(place), was.getpixel(place))


def test_the_profile_of_a_picture_counts(tmp_path: Path) -> None:
    """The same numbers are other colours in another space; what is no profile is left aside."""
    lamp = Image.new("RGB", (8, 8), (90, 160, 40))
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    screen = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    turned = screen.replace(b"rXYZ", b"~XYZ").replace(b"bXYZ", b"rXYZ").replace(b"~XYZ", b"bXYZ")
    inks = []
    for profile in (None, turned, lab, b"no profile"):
        source = write_source(tmp_path)
        lamp.save(tmp_path / "lamp.jpg", icc_profile=profile)
        with pikepdf.open(made(source)) as pdf:
            pictures = [o for o in pdf.objects if isinstance(o, pikepdf.Stream)]
            (found,) = [o for o in pictures if o.get("/Width") == 8]
            inks.append(pikepdf.PdfImage(found).as_pil_image().getpixel((4, 4)))
    assert inks[0] != inks[1]
    assert inks[0] == inks[2] == inks[3]


def test_letters_are_black_ink_alone_or_a_mixed_colour(printed: Path) -> None:
    letters = preflight(printed).letters
    assert (0.0, 0.0, 0.0, 1.0) in letters, "black ink, which overprints"
    assert (0.0,) not in letters
    assert all(len(colour) == 1 or sum(colour) < 2.8 for colour in letters), letters


def test_a_page_of_text_takes_black_alone(tmp_path: Path) -> None:
    source = tmp_path / "ferry.md"
    text = "\n\n".join(["The boat goes at seven and comes back at nine. " * 12] * 12)
    source.write_text(HEAD.format(language="en") + text, encoding="utf-8")
    _, second, *_ = ghostscript.inks(made(source, theme="book"))
    pages = ghostscript.inks(made(source))
    cyan, magenta, yellow, black = pages[1]
    assert cyan == magenta == yellow, "the crop marks alone"
    assert black > 3 * cyan
    assert second[0] == second[1] == second[2]


@pytest.mark.parametrize(
    ("trim", "width", "height"),
    [("A4", 210, 297), ("a5", 148, 210), ("Letter", 215.9, 279.4), ("6x9", 152.4, 228.6)],
)
def test_boxes_and_marks(source: Path, trim: str, width: float, height: float) -> None:
    with pikepdf.open(made(source, trim=trim)) as pdf:
        assert len(pdf.pages) % 2 == 0
        for page in pdf.pages:
            left, bottom, right, top = map(float, page.TrimBox)
            assert right - left == pytest.approx(width * MM, abs=0.1)
            assert top - bottom == pytest.approx(height * MM, abs=0.1)
            bleed = [float(value) for value in page.BleedBox]
            assert bleed == pytest.approx(
                [left - 3 * MM, bottom - 3 * MM, right + 3 * MM, top + 3 * MM], abs=0.1
            )
            media = [float(value) for value in page.MediaBox]
            assert media[0] < bleed[0]
            assert media[3] > bleed[3]
            marks = [(x, y) for (x, y), drawn in _lines(page) if drawn == (1.0, 1.0, 1.0, 1.0)]
            assert len(marks) == 16, "two lines at each corner"
            assert all(
                x <= bleed[0] or x >= bleed[2] or y <= bleed[1] or y >= bleed[3] for x, y in marks
            )


def _lines(page: pikepdf.Page) -> list[tuple[tuple[float, float], tuple[float, ...]]]:
    stroke: tuple[float, ...] = ()
    points = []
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "K":
            stroke = tuple(float(value) for value in operands)
        elif str(operator) in ("m", "l"):
            points.append(((float(operands[0]), float(operands[1])), stroke))
    return points


def test_facing_pages_mirror_their_margins(tmp_path: Path) -> None:
    source = tmp_path / "ferry.md"
    text = "\n\n".join(["The boat goes at seven and comes back at nine. " * 12] * 20)
    source.write_text(HEAD.format(language="en") + text, encoding="utf-8")
    with pikepdf.open(made(source, trim="A5", theme="feature")) as pdf:
        folios = [_folio(page, number) for number, page in enumerate(pdf.pages, 1)][:4]
    width = 148 * MM
    assert all(x > width / 2 for x in folios[::2])
    assert all(x < width / 2 for x in folios[1::2])


def _folio(page: pikepdf.Page, number: int) -> float:
    """Where the lowest text of a page begins: its number."""
    scale, left, places = 0.75, 0.0, []
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tm":
            left = float(operands[4])
            places.append((float(operands[5]), left * scale))
    assert places, number
    return max(places)[1]


def test_output_intent_and_words_about_itself(printed: Path) -> None:
    with pikepdf.open(printed) as pdf:
        (intent,) = pdf.Root.OutputIntents
        assert intent.S == "/GTS_PDFX"
        assert bytes(intent.DestOutputProfile.read_bytes()) == PROFILE.read_bytes()
        assert int(intent.DestOutputProfile.N) == 4
        assert str(pdf.docinfo["/Trapped"]) == "/False"
        assert pdf.pdf_version == "1.6"
        assert "/ID" in pdf.trailer
        assert "/StructTreeRoot" not in pdf.Root
        assert "/Outlines" not in pdf.Root
        with pdf.open_metadata() as xmp:
            assert xmp["pdfxid:GTS_PDFXVersion"] == "PDF/X-4"
            assert xmp["dc:title"] == "The ferry"
            assert xmp["xmp:ModifyDate"] == "2026-03-01T00:00:00Z"
            assert xmp["xmpMM:DocumentID"]


def test_a_press_has_its_own_profile(source: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.icc"
    own.write_bytes(PROFILE.read_bytes())
    with pikepdf.open(made(source, profile=own)) as pdf:
        assert "/DestOutputProfile" in pdf.Root.OutputIntents[0]
    screen = tmp_path / "screen.icc"
    screen.write_bytes(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    with pytest.raises(UsageError, match="four inks"):
        made(source, profile=screen)
    with pytest.raises(UsageError, match=r"isn't an ICC profile\. Ask the printer"):
        made(source, profile=source)


def test_a_table_on_its_side_is_turned(tmp_path: Path) -> None:
    source = tmp_path / "ferry.md"
    head = "| Station |" + "".join(
        f" {month} |" for month in ["January", "March", "June", "August"] * 4
    )
    row = "| Pier |" + " 1,234,567 |" * 16
    rule = "|---" * 17 + "|"
    source.write_text(
        HEAD.format(language="en") + f"Before.\n\n{head}\n{rule}\n{row}\n", encoding="utf-8"
    )
    with pikepdf.open(made(source)) as pdf:
        turned = [page for page in pdf.pages if int(page.get("/Rotate", 0))]
        assert len(turned) == 1
        left, bottom, right, top = map(float, turned[0].TrimBox)
        assert (right - left, top - bottom) == pytest.approx((297 * MM, 210 * MM), abs=0.1)


def test_same_input_same_bytes(printed: Path) -> None:
    first = printed.read_bytes()
    assert made(printed.with_name("ferry.md")).read_bytes() == first


def test_colours_of_every_kind_become_inks(source: Path, tmp_path: Path) -> None:
    own = tmp_path / "house.css"
    own.write_text(
        """p { color: lab(40% 60 40); background: oklch(0.9 0.1 200) }
        h1.title { color: device-cmyk(0 1 0.9 0.2); border: 2pt solid hsl(200 50% 40%) }
        figcaption { color: lab(30% 0 0); border-top: 1pt solid device-cmyk(1 0 0 0) }""",
        encoding="utf-8",
    )
    found = preflight(made(source, styles=(own,)))
    assert found.faults == []
    assert (0.0, 1.0, 0.9, 0.2) in found.letters, "inks that were given stay as they are"
    assert any(len(c) == 4 and c[1] > 0.7 and c[2] > 0.7 and c[0] < 0.4 for c in found.letters)
    assert any(len(colour) == 1 and 0.2 < colour[0] < 0.35 for colour in found.letters), "a grey"


def test_a_book_laid_out_by_chapters_preflights_too(root: Path, tmp_path: Path) -> None:
    target = tmp_path / "book.pdf"
    book = prepare(read(root / "tests/gallery/book/publication.yaml"))
    export(book, None, target, PdfOptions("print", trim="6x9"))
    assert preflight(target).faults == []
    with pikepdf.open(target) as pdf:
        assert len(pdf.pages) % 2 == 0
        assert {tuple(map(float, page.TrimBox)) for page in pdf.pages} == {(0, 0, 432, 648)}
    texts = pdf_pages.text(target)
    starts = [
        n
        for n, text in enumerate(texts, 1)
        if text.split()[2:] in (["The", "lamp"], ["The", "keeper"])
    ]
    assert len(starts) == 2
    assert all(number % 2 for number in starts), "parts begin on the right"
