"""What a client's archive leaves out of its usage: nothing."""

WITHHELD: dict[str, str] = {}
