"""What is known of how signed-in people use the site (2.1a): sign-ins, and pages used.

Promises: nothing about visitors is here; addresses are shortened and rows deleted after stated
days; recording costs one statement after the page is made. Refuses: to hold session keys, queries
of addresses (URLs), or anything that a page shows.
"""
