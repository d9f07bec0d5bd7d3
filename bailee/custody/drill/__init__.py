"""The drill: one throwaway client lives a whole contract, with a canary wherever a byte can rest.

Promises that what it says was found by searching, before and after, and that nothing of its
clients stays behind, also when it fails. Refuses to send a mail to anywhere but the folder, and
to touch a client that it has not made itself.
"""

from bailee.custody.drill.report import Drill, DrillError, Place, Step
from bailee.custody.drill.running import run

__all__ = ["Drill", "DrillError", "Place", "Step", "run"]
