"""Master and encode the sound of a narration, for the audio editions and the narrated EPUB."""
