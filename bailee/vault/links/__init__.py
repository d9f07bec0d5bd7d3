"""Addresses that people put into their texts, and the hosts that a person trusts (clause 7).

Promises that an address is read as a browser reads it, so that its true host can be named; what
could be read in two ways is no address here. Refuses to note that anybody followed one: there is
no table for it.
"""
