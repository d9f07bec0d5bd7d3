"""Reads a file that someone sends: encoding, dialect, proposed types, staging, checks.

Works on byte streams and an owner's connection; knows nothing of models or pages.
"""
