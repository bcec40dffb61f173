"""Change files so that pandoc can read them and keeps everything."""
