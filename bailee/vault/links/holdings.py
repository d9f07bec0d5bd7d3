"""What a client's archive leaves out of the hosts that its people trust: nothing."""

WITHHELD: dict[str, str] = {}
