"""Make of a file what pandoc can read, and keep what pandoc would lose."""
