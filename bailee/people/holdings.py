"""What of people is left out of a client's archive, and what stands in its place on restore."""

WITHHELD = {
    "people_user.password": "password hashes: they serve guessing and nothing else",
    "people_invitation.token_hash": "hash of a one-time token: a way in",
    "people_passwordreset": "one-time tokens that set a password: a way in, valid for 30 minutes",
    "django_session": "keys of signed-in sessions: a way in, gone at sign-out",
    "mfa_authenticator.data": "secrets of one-time and recovery codes: a way in",
}

# For withheld columns that may not be empty: values with which nobody can sign in.
STAND_INS = {
    "people_user.password": "!withheld",
    "mfa_authenticator.data": '{"secret": "", "seed": "", "used_mask": 0}',
}
