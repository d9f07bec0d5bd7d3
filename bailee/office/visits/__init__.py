"""Daily totals of visitors: how many came, from where, with what, to which page (2.1a).

Promises: totals only. No address, no mark of a visitor and no time of day is written down, not
even scrambled, and no two facts of one visit stand together in a row. Each total lies where its
page belongs: of site and office in the office, of a portal in that client's vault.
Refuses: to know people. Who is signed in is none of its business.
"""
