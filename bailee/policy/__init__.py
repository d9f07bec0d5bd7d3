"""The Company's privacy policy: its text verbatim, its clauses, and the proofs that they are kept.

Promises that every clause has a number by which pages, mails and proofs can name it. Refuses to
change the text: what is shown, proved and handed to a client are the same bytes. Looks down at
everything; nothing below looks up.
"""
