"""Mail: a closed registry of kinds, an outbox, and the way out.

Promises that only registered kinds leave, to one person, over verified TLS, and that bodies are
dropped once delivered. Refuses bulk, remote content and free recipients (clause 3.1e).
"""
