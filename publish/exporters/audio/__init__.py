"""The narration as one sound file with chapters: M4B (audiobook) and MP3."""

from __future__ import annotations

from publish.exporters.audio.m4b import export_m4b
from publish.exporters.audio.mp3 import export_mp3

__all__ = ["export_m4b", "export_mp3"]
