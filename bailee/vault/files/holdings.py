"""What a client's archive leaves out of files: nothing."""

WITHHELD: dict[str, str] = {}
