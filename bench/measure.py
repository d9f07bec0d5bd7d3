"""What every benchmark reports, in one form."""

import json
import resource
import statistics
import sys
from collections.abc import Sequence


def peak_mib() -> float:
    """The most memory that this process has held so far, in MiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    unit = 1 if sys.platform == "darwin" else 1024  # macOS counts bytes, Linux KiB
    return round(peak * unit / 1024**2, 1)


def report(
    *,
    bench: str,
    rows: int,
    ours: Sequence[float],
    limit: Sequence[float],
    limit_name: str,
    peak: float,
) -> None:
    """Prints the last line. `ours` and `limit` are seconds of the runs, `peak` is in MiB.

    The ratio is of the medians: 1.0 is the limit's own speed.
    """
    median = statistics.median(ours)
    print(
        json.dumps(
            {
                "bench": bench,
                "rows": rows,
                "ratio": round(statistics.median(limit) / median, 3),
                "limit": limit_name,
                "median_s": round(median, 3),
                "runs": len(ours),
                "peak_mib": peak,
            }
        )
    )
