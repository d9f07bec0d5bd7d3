"""Asking a host outside: only of the public internet, at the address that was looked up once.

Promises: no redirect is followed, no private address reached, and neither the time nor the size
of an answer is for the other side to choose.
"""
