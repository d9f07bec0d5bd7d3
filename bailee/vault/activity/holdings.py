"""What a client's archive leaves out of activity: nothing."""

WITHHELD: dict[str, str] = {}
