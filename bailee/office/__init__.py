"""What the Company keeps to run its business, in the schema `public`.

Of a client it knows what one registry row and its contracts say; never what a vault holds.
"""
