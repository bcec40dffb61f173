"""From an article to what a listener hears: script, speech, one exact timeline."""
