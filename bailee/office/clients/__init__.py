"""The registry of clients, their hosts and contracts.

Promises that a vault's name is never used twice. Refuses to hold anything of a client's people,
and in clear anything of its company.
"""
