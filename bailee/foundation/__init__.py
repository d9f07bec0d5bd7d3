"""What everything stands on: clock, ids, home directory, keys, storage, tenancy.

Holds no tables. Imports nothing else of Bailee.
"""
