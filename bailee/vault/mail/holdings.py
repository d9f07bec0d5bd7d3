"""What a client's archive leaves out of mail: nothing. Bodies are gone once delivered."""

WITHHELD: dict[str, str] = {}
