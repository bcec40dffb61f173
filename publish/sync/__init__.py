"""The timeline of a narration, joined to the ids of the text."""
