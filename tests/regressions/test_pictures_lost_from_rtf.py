"""Pictures of RTF were lost where their header came late, held a group, or they were bytes."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image

from publish.importing import import_file
from publish.importing.original.rtf import read


def _picture(kind: str, colour: str) -> bytes:
    output = BytesIO()
    Image.new("RGB", (9, 6), colour).save(output, kind)
    return output.getvalue()


def test_pictures_are_found_wherever_their_digits_stand(tmp_path: Path) -> None:
    jpeg, png = _picture("JPEG", "navy"), _picture("PNG", "olive")
    last = _picture("JPEG", "maroon")
    told = (
        rb"{\*\picprop\shplid1{\sp{\sn wzDescription}{\sv A mill}}}"
        rb"{\*\blipuid 00112233445566778899aabbccddeeff}"
    )
    metafile = b"\1\0\x09\0" + bytes(40)
    pieces = [
        rb"{\rtf1\ansi A.\par{\pict\picw9\pich6\jpegblip " + jpeg.hex("\n", 32).encode(),
        rb"}\par B.\par{\*\shppict{\pict" + told + rb"\pngblip\picw9 " + png.hex().encode(),
        rb"}}{\nonshppict{\pict\wmetafile8 " + metafile.hex().encode() + rb"}}\par C.\par",
        rb"{\pict\jpegblip\bin" + str(len(last)).encode() + b" " + last,
        rb"}\par D.\par{\pict\wmetafile8 " + metafile.hex().encode() + rb"}\par}",
    ]
    file = tmp_path / "a.rtf"
    file.write_bytes(b"".join(pieces))
    imported = import_file(file, tmp_path)
    assert list(imported.pictures.values()) == [jpeg, png, last]
    assert ":alt: A mill" in imported.markdown
    lost = [one.message for one in imported.diagnostics if one.code == "import-picture"]
    assert lost == ["A picture is WMF, which no edition can show."]
    found = read(file)
    assert [one.text for one in found.passages] == ["A.", "B.", "C.", "D."]
    assert all(one.digest for one in found.pictures)
