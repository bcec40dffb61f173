"""PCM -> encoded sound, mastered; what the audio editions and the narrated EPUB share."""
