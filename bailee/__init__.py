"""Bailee: a client portal that keeps its privacy policy, and proves it."""
