"""How loud a narration is, and how it is encoded."""

from __future__ import annotations

#: espeak-ng speaks at about -20 LUFS with peaks at full scale.  This lifts it to a podcast's level
#: (-19 to -16 LUFS mono) and keeps peaks 3 dB under full scale, so that a lossy codec cannot clip.
#: Without ``latency`` the limiter would shift the sound by 5 ms against the timeline.
FILTER = "volume=3.5dB,alimiter=limit=0.7:attack=5:release=50:level=false:latency=true"

SOUND = ("-af", FILTER, "-ac", "1")
