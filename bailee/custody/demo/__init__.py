"""The demo: Harbour & Vale with two clients and some hundred believable records.

Goes through the same verbs as the pages. Refuses to touch an installation that has staff already.
"""

from bailee.custody.demo.install import install

__all__ = ["install"]
