"""Narration -> encoded sound, mastered: for the audio editions and the narrated EPUB."""
