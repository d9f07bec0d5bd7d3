"""What a client stores: collections (real tables), fields (typed columns), records (rows).

Promises: a value is kept exactly or refused with a reason, never changed unasked; an import is
there whole or not at all, also after kill -9; lists stay fast at 1,000,000 rows.
Refuses: SQL pasted from text (identifiers are composed), writes to a frozen vault, a change of
shape without the owner's right.
"""
