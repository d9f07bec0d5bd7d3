"""Files of a client: an index in the vault, bytes in the object store under the vault's key.

Promises that what comes out is what went in (SHA-256), that no plain byte rests on disk, and that
bytes without a row cannot exist. Refuses what the limits, the quota or the virus scanner refuse.
Knows nothing of records: what holds on to files says so through `holders`.
"""
