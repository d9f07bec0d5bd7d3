"""The proofs: each clause of the policy, tried against the living installation.

Promises that a clause is called kept only where a proof has run and found it so: one that could
not run is broken, one that is not written is "not built". Refuses to leave anything of the
clients that it opens for trying. `running.run_all` runs them; the pages only read the results.
"""

from bailee.policy.proofs.results import BROKEN, KEPT, NOT_BUILT, Row, latest

__all__ = ["BROKEN", "KEPT", "NOT_BUILT", "Row", "latest"]
