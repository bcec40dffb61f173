"""The model -> a source: the inverse of ``publish.source``, as an editor would write it."""
