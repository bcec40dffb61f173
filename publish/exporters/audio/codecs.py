"""How the sound of each audio edition is encoded."""

from __future__ import annotations

from collections.abc import Iterable

from publish.article import Article
from publish.narration.timeline import Narration
from publish.sound.codecs import CODECS, Codec, mp3, opus
from publish.sound.encoding import Progress, encode_ahead
from publish.sound.mastering import master, profile_of

#: The codecs by the names of formats; what is not named holds no sound of its own.
_CODECS = {"m4b": "aac", "mp3": "mp3", "opus": "opus", "lpf": "mp3"}


def codec_for(name: str, article: Article, narration: Narration) -> Codec:
    """The codec of the format ``name``, for the voice and for the mastering of the article."""
    match _CODECS[name]:
        case "mp3":
            return mp3(narration.rate, profile_of(article).kbps)
        case "opus":
            return opus(narration.rate)
        case other:
            return CODECS[other]


def encode_all(
    article: Article, narration: Narration, formats: Iterable[str], progress: Progress
) -> None:
    """Encode ``narration`` for all ``formats`` at once; their exporters find it in the cache.

    Raises as :func:`publish.sound.encoding.encode` does.
    """
    wanted = {codec_for(name, article, narration) for name in formats if name in _CODECS}
    codecs = sorted(wanted, key=lambda codec: codec.name)
    encode_ahead(narration, codecs, master(article, narration), progress)
