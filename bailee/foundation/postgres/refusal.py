"""What stops the database from starting, said in one sentence that also says how to mend it."""


class RefusedError(Exception):
    """Its text is one clear sentence for the operator; the command ends with status 2."""


class AlreadySupervisedError(RefusedError):
    """Another process supervises the server of this home."""
