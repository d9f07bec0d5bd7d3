"""What is held: about one person, and about a whole company; shown, taken along, removed.

Promises: every table of the seat is declared, and every column that refers to a person (a test
walks the catalog); what a person is shown is what the tables hold; secrets are counted and never
shown; of a person who was removed no name and no address is left but in the company's own words.
Refuses: lists kept by hand, and removing the last owner.
"""
