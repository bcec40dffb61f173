"""Convert written forms (numbers, dates, units, signs) to spoken words, by a language's rules.

`normalise`     convert text to spoken text, with a mapping back to the written text
`addresses`, `amounts`, `codes`, `dates`, `fractions`, `letters`, `quantities`, `romans`, `signs`,
`times`, `years`  recognise the written forms, one function for each kind
`context`       the words around a form: what is counted, in which gender and case
`numbers`       numbers as words
`speech_rules`  the rules of a language, from the section ``speech`` of its file
`text`          the records
"""
