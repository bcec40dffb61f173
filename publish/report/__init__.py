"""What is said of the accessibility of a publication, for readers, catalogues and evaluators.

`conformance`   criterion by criterion: what machines found, what a person has to look at
`telling`       the report for a terminal and for a script
`html`          the report as a page
"""
