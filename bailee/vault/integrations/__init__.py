"""What programs may do with a client's records: tokens of the API, and webhooks.

Promises: a token is kept as a hash and does no more than its verbs, in its collections, until it
ends; every use is on a list that the client reads; a webhook reaches no private address, follows
no redirect and keeps nothing of the answer but its status.
Refuses: to know pages; to send anything that nobody asked for.
"""
