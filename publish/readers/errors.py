"""The internal error of readers; their callers get :class:`~publish.errors.SourceError`."""


class MalformedError(ValueError):
    """The file is malformed and can't be read, or it exceeds a limit."""
