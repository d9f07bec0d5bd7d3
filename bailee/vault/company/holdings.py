"""What a client's archive leaves out of the company's particulars: nothing."""

WITHHELD: dict[str, str] = {}
