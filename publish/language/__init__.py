"""Languages: tags, scripts, detection, the words that editions add, and spoken forms.

All data of a language are in one file, ``data/TAG.toml``; nothing else in the package lists
languages, so that a new language is one new file.  ``data/en.toml`` explains the keys.

`tables`     reads one section of a language's file into a typed record
`tags`       BCP 47 tags and their parts
`scripts`    the scripts of letters and of languages, alphabets, direction
`detection`  which language a text is in
`words`      the words that editions add ("Figure", "Contents"), and dates
`spoken`     numbers, dates, units and abbreviations in words, for voices
"""
