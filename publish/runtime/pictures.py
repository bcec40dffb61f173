"""Read the pictures of a source; refuse unsafe, broken and oversized ones."""

from __future__ import annotations

import hashlib
import re
import warnings
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from publish.model import AltStatus, Conversion, Image
from publish.runtime import svg
from publish.runtime.confined import LimitError, confined, wordless
from publish.runtime.folder import FileRefusedError, file_inside, open_file
from publish.runtime.large_pictures import decode_all, pixels
from publish.runtime.picture_conversion import MAX_PIXELS, conversion_of, size_in_editions
from publish.runtime.raster import try_drawing

MAX_BYTES = 50_000_000

_SUFFIXES = {
    "image/svg+xml": (".svg",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
    "image/avif": (".avif",),
}
"""Core media types of EPUB 3.3 and 3.4 (3.2), and the names that reading systems expect."""

_FORMATS = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "GIF": "image/gif",
    "WEBP": "image/webp",
    "AVIF": "image/avif",
}
_FIX = "Save it as SVG, PNG, JPEG, GIF, WebP or AVIF."


class Pictures(Struct, frozen=True):
    """Reads the pictures of a source in ``folder``, each file once.

    They must be in ``top`` (by default ``folder``) or below it.
    """

    folder: Path
    top: Path | None = None
    _read: dict[str, Image] = field(default_factory=dict)

    def image(
        self,
        written: str,
        alt: str | None,
        *,
        decorative: bool = False,
        status: AltStatus = AltStatus.REVIEWED,
    ) -> Image:
        """Return the picture at the path ``written``, relative to ``folder``.

        Raises:
            FileRefusedError: The picture can't be used.
        """
        if written not in self._read:
            self._read[written] = _image(written, file_inside(self.folder, written, self.top))
        image = self._read[written]
        return replace(image, alt=alt or None, decorative=decorative, alt_status=status)


def _image(written: str, file: Path) -> Image:
    """Return ``file`` with its type, size and digest, without alt text."""
    try:
        with open_file(file) as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        message = f"The picture “{written}” can't be read: {error.strerror}."
        raise FileRefusedError("picture-broken", message, "Check its permissions.") from error
    if len(data) > MAX_BYTES:
        message = f"The picture “{written}” is larger than {MAX_BYTES // 1_000_000} MB."
        raise FileRefusedError("picture-size", message, "Save it smaller.")
    if not data:
        raise FileRefusedError(
            "picture-broken", f"The picture “{written}” is empty.", "Save it again."
        )
    digest = hashlib.sha256(data).hexdigest()
    try:
        return _measured(written, file, data, digest)
    except LimitError as error:
        raise error.refused(written) from error


def _measured(written: str, file: Path, data: bytes, digest: str) -> Image:
    """Return ``file`` with its content ``data`` as :func:`_image` does."""
    conversion = Conversion.NONE
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<":
        media_type = "image/svg+xml"
        drawing = check_drawing(data, written)
        width, height = drawing.width, drawing.height
    else:
        media_type, width, height, conversion = check_raster(data, written)
    suffix = Path(written).suffix.lower()
    if suffix not in _SUFFIXES[media_type]:
        right = _SUFFIXES[media_type][0]
        message = (
            f"The picture “{written}” is named {suffix or 'without a suffix'} but is {media_type}."
        )
        fix = f"Rename it to end in {right}."
        raise FileRefusedError("picture-type", message, fix)
    return Image(written, file, media_type, width, height, digest, conversion=conversion)


def check_drawing(data: bytes, written: str) -> svg.Drawing:
    """Return the SVG ``data``, which can be drawn within the limits, with its pictures.

    Raises:
        FileRefusedError: It isn't safe, isn't SVG, or has a picture that can't be used.
        LimitError: It can't be drawn.
    """
    drawing = svg.drawing(data, written)
    for embedded in drawing.pictures:
        check_raster(embedded, written)
    try_drawing(drawing.content, drawing.width, drawing.height)
    return drawing


@confined
def check_raster(data: bytes, written: str) -> tuple[str, int, int, Conversion]:
    """Return media type, width and height in the editions (pixels), and how it gets there.

    A huge picture is refused before it is decoded.
    """
    from PIL import Image as Pillow
    from PIL import ImageFile, UnidentifiedImageError

    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint sets it in the whole process
    Pillow.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with warnings.catch_warnings():
            # MAX_PIXELS below raises an error instead
            warnings.simplefilter("ignore", Pillow.DecompressionBombWarning)
            with Pillow.open(BytesIO(data), formats=list(_FORMATS)) as picture:
                media_type = _FORMATS[picture.format or ""]
                size = pixels(picture, data)
                conversion = conversion_of(picture, media_type)
                shown = size_in_editions(picture, data, conversion)
                if size <= MAX_PIXELS:
                    # Decode it now, so that a truncated file is an error of the source.
                    decode_all(picture, data)
    except Pillow.DecompressionBombError as error:
        raise _too_large(written) from error
    except UnidentifiedImageError as error:
        message = f"The picture “{written}” has an unknown type."
        raise FileRefusedError("picture-type", message, _FIX) from error
    except (OSError, ValueError, SyntaxError, KeyError, OverflowError) as error:
        message = f"The picture “{written}” is broken: {re.sub(r'[^ -~]', '', str(error))[:80]}."
        raise FileRefusedError("picture-broken", message, "Save it again.") from error
    if size > MAX_PIXELS:
        raise _too_large(written)
    return media_type, *shown, conversion


def _too_large(written: str) -> FileRefusedError:
    message = f"The picture “{written}” has more than {MAX_PIXELS // 1_000_000} million pixels."
    return FileRefusedError("picture-size", message, "Save it smaller.")


def is_animated(image: Image) -> bool:
    """Return whether the raster ``image`` is an animation; a file that is gone doesn't move."""
    return _is_animated(wordless(image))


@lru_cache(maxsize=256)
def _is_animated(image: Image) -> bool:
    try:
        return _moves(image.file.read_bytes())
    except OSError:  # the exporter reports it
        return False


@confined
def _moves(data: bytes) -> bool:
    from PIL import Image as Pillow

    try:
        with Pillow.open(BytesIO(data), formats=list(_FORMATS)) as picture:
            return bool(getattr(picture, "is_animated", False))
    except OSError:
        return False


@confined
def pixels_of(data: bytes) -> int:
    """Return width times height of a raster, 0 if it is no usable picture."""
    from PIL import Image as Pillow

    try:
        with Pillow.open(BytesIO(data)) as picture:
            return picture.width * picture.height
    except (OSError, ValueError, SyntaxError, Pillow.DecompressionBombError):
        return 0


@confined
def is_decodable(data: bytes) -> bool:
    """Return whether ``data`` is a raster that can be decoded."""
    from PIL import Image as Pillow

    try:
        with Pillow.open(BytesIO(data)) as picture:
            picture.verify()
    except (OSError, ValueError, SyntaxError, Pillow.DecompressionBombError):
        return False
    return True
