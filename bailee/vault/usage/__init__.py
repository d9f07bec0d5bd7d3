"""How much this vault keeps: measured now, noted once a day, told to its owners and the office.

Promises that the office learns totals only, that days are kept for a stated time, and that owners
are warned once before room runs out. Refuses to look at any value.
"""
