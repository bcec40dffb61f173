"""Audit the editions with sound: files, media overlays, and what both are compared with.

`timeline_index`  which utterances of the narration say an item
`curve`           how loud sound is over time, and whether two sounds are alike
`files`           finished sound files, opened for the audit
`listener`        where each item is in a sound file
`overlays`        where each item is in the media overlays of an EPUB
"""
