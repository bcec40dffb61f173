"""Languages: tags, detection, the words that we add, and how written forms are spoken."""
