"""The data API at a client's own host: `/api/v1/`, JSON, asked with a token.

Promises: everything the portal's grid can do; the same rules and the same history; every error is
a problem (RFC 9457); no session opens it, so no page of another site can use it.
Refuses: rules of its own about values (they are in `vault.records`).
"""
