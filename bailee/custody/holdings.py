"""What a client's archive leaves out of custody: nothing, for custody has no table in a vault."""

WITHHELD: dict[str, str] = {}
