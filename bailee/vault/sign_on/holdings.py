"""What of single sign-on is left out of a client's archive, and what stands in on restore."""

WITHHELD = {
    "sign_on_provider.secret": "the secret that the provider gave us: who has it can pose as us",
    "sign_on_attempt": "one-time ways in, valid for some minutes",
}

# Empty: single sign-on is off until an owner gives the secret again, and its page says so.
STAND_INS = {"sign_on_provider.secret": ""}
