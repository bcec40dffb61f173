"""Answers of costly functions are kept for the next build, and only for the same question."""

from pathlib import Path

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen

from publish.runtime import svg_outlines
from publish.runtime.kept import answers_kept, kept
from publish.runtime.stylesheets import style_folder

asked: list[str] = []


@kept
def shouted(text: str, *, twice: bool = False) -> str:
    asked.append(text)
    return text.upper() * (1 + twice)


def test_an_answer_is_kept_in_the_cache_of_the_context(tmp_path: Path) -> None:
    asked.clear()
    with answers_kept(tmp_path):
        assert [shouted("lamp"), shouted("lamp"), shouted("lamp", twice=True)] == [
            *("LAMP", "LAMP", "LAMPLAMP")
        ]
        assert asked == ["lamp", "lamp"]
        for entry in (one for one in tmp_path.rglob("*") if one.is_file()):
            entry.write_bytes(entry.read_bytes()[:-1] + b"!")
        assert shouted("lamp") == "LAMP"
    assert asked == ["lamp"] * 3
    assert shouted("lamp") == "LAMP"
    assert asked == ["lamp"] * 4


def test_outlines_are_those_of_the_pens_of_fonttools() -> None:
    path = style_folder("fonts") / "source-serif" / "SourceSerif4-Italic.ttf"
    font = svg_outlines._font(str(path))
    names = ["a", "g", "H", "i", "eacute", "parenright", "guillemotright", "space", "Aring"]
    for size in (7.25, 20.0):
        scale = size / font.units
        glyphs = [(name, 33.337 * place) for place, name in enumerate(names)]
        digits = 1 if size > 10 else 2
        pen = SVGPathPen(font.glyphs, ntos=lambda one: _short(f"{one:.{digits}f}"))  # noqa: B023
        for name, x in glyphs:
            font.glyphs[name].draw(TransformPen(pen, (scale, 0, 0, -scale, x, 40.0)))
        assert svg_outlines._drawn(font, glyphs, 40.0, scale) == pen.getCommands()


def _short(decimal: str) -> str:
    return decimal.rstrip("0").removesuffix(".")
