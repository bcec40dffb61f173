"""Convert written forms (numbers, dates, units) to spoken words, by the rules of a language.

`normalise`     convert text to spoken text, with a mapping back to the written text
`dates`, `letters`, `quantities`  find the written forms, one function for each kind
`numbers`       numbers as words
`speech_rules`  the rules of a language, from the section ``speech`` of its file
`text`          the records
"""
