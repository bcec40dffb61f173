"""Audit the editions with sound: sound files and media overlays.

`timeline_index`  find the utterances of each item in the narration
`curve`           measure loudness over time, and compare two sounds
`files`           open finished sound files for the audit
`listener`        find each item in a sound file
`overlays`        find each item in the media overlays of an EPUB
"""
