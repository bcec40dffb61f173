"""The narration as sound files with chapters, and its chapters and words as text."""
