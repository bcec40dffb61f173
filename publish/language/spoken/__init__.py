"""Written forms as words to be spoken, by the rules of a language.

`normalise`     text -> what is said for it, and the way back to the text
`dates`, `letters`, `quantities`  find the forms, one function for each kind
`numbers`       numbers as words
`speech_rules`  the rules of a language, from the section ``speech`` of its file
`text`          the records
"""
