"""People: staff in the office, users in a vault; roles, invitations, password resets, sessions.

Promises: an address is one person; a token works once and is kept only as its hash; whoever is
deactivated is out at once; there is always one owner.
Refuses: to send mail, to know a client, to know a page.
"""
