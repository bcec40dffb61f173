"""Narrate an article: write its script, speak it, and place every word on one timeline."""
