"""Podcast feeds: what an article tells a feed, and the feed of one article or of a whole folder."""
