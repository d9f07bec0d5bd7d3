"""Single sign-on: a client's people sign in with the client's own identity provider (OpenID
Connect).

Promises: whoever was begun with is whoever is believed, once; nothing is believed without the
provider's signature; nobody comes in who was not invited or whom the owners' rule does not admit;
whoever is deactivated stays out; an owner can always use a password.
Refuses: to know pages, to sign anybody in (pages do), to keep what a provider told of a person
beyond the address and the subject that name their account there.
"""
