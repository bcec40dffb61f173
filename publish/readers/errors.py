"""What readers raise inside; callers outside get :class:`~publish.errors.SourceError`."""


class MalformedError(ValueError):
    """The file breaks a rule without which it can't be read, or exceeds a bound."""
