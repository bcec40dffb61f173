"""The judges: each field's own checker, behind one small function with typed results.

`epubcheck`  EPUB 3 conformance (EPUBCheck)
`ace`        EPUB accessibility (Ace by DAISY)
`foliate`    a reading system in a browser: pages turn, links lead, the narration plays
`readium`    what Readium's parser understands of an EPUB
`partytime`  what the Podcast Index understands of a feed
`verapdf`    PDF/UA and PDF/A conformance (veraPDF)
`ffprobe`    chapters, tags and streams of sound files
`pdf_pages`  what a page looks like, what its text says (Poppler)
`ghostscript`  which inks a page takes (Ghostscript)
`browser`    what a page of the EPUB or web edition looks like (Chromium)

A judge that is missing raises `MissingJudgeError`: a publication that nobody judged has not passed.
`make test` installs all of them.
"""
