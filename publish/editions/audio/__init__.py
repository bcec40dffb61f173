"""The audio editions: sound files with chapters, captions, chapter files and a feed."""
