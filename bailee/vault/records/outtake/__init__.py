"""Writes a collection's records into a file: what each cell becomes, in SQL, and its container.

Works on composed queries; knows nothing of pages, people or connections.
"""
