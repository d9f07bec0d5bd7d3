"""Files of a client: an index in the vault, bytes in the object store under the vault's key.

Promises that what comes out is what went in (SHA-256), and that no plain byte rests on disk.
"""
