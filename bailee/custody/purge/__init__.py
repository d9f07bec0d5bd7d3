"""Deletion after which no byte of a client is found: named steps in a fixed order.

Each step may be killed at any point and done again; when it is done, a row with what it counted
says so. Promises that nothing is called purged before the residue scan has found nothing.
Refuses to go on under a legal hold, and to say anything of the client beyond its random id.
"""
