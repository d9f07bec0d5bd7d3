"""Why a step was refused. Every text is meant for the person who tried."""


class HandBackError(Exception):
    """A step of a hand-back was refused; the text says why and what would help."""


class OrderError(HandBackError):
    """Something that comes before is missing, or the step was taken already."""


class HeldError(HandBackError):
    """A legal hold stands."""


class CodeError(HandBackError):
    """The confirmation code is not that of the client's archive."""


class ThrottledError(HandBackError):
    """Too many codes were tried."""


class ArchiveGoneError(HandBackError):
    """The archive is not there (any more)."""
