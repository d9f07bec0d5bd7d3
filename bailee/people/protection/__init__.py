"""What protects a person's account besides the password: passkeys, apps, codes, and their rules.

Promises: a secret lies sealed or not at all; a code and a challenge work once; every change is
written down; nobody resets their own factors.
Refuses: to send mail, to know a page.
"""
