"""What the Company keeps to run its business, in the schema `public`.

Of a client it knows what one registry row, its contracts and a sealed card of its company say;
never what else a vault holds.
"""
