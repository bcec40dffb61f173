"""The narration as sound files with chapters, and the chapters and words by themselves."""

from __future__ import annotations

from publish.editions.audio.chapters import export_chapters
from publish.editions.audio.lpf import export_lpf
from publish.editions.audio.m4b import export_m4b
from publish.editions.audio.mp3 import export_mp3
from publish.editions.audio.opus import export_opus
from publish.editions.audio.rss import export_rss
from publish.editions.audio.split import split_m4b, split_mp3, split_opus
from publish.editions.audio.webvtt import export_vtt

__all__ = [
    "export_chapters",
    "export_lpf",
    "export_m4b",
    "export_mp3",
    "export_opus",
    "export_rss",
    "export_vtt",
    "split_m4b",
    "split_mp3",
    "split_opus",
]
