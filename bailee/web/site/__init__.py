"""The public site: what this is, the policy, the proofs, security.txt.

Promises no cookie to any visitor, and home and policy without a look into the database. Refuses to
say which clients there are.
"""
