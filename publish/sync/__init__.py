"""Synchronise a narration with the elements of the text.

:mod:`~publish.sync.passages` finds the element that is shown while a clip sounds.
:mod:`~publish.sync.sound` gives each document of an edition its own sound and times, and divides
elements into words.  Editions only write the result as files.
"""
