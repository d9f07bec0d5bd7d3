"""The residue scan: whether any byte of a client is left where Bailee or PostgreSQL keeps bytes.

Promises to look at every file and every table there is, found by walking, never from a list, and
for each value also in the shapes in which software hides it. Refuses to say more than it saw:
a place that is closed to us is named with the reason.
"""

from bailee.custody.residue.identity import needles_of
from bailee.custody.residue.needles import Needles
from bailee.custody.residue.scanning import scan
from bailee.custody.residue.search import Found

__all__ = ["Found", "Needles", "needles_of", "scan"]
