"""Print, for every criterion and score, how many of its rules and table rows its worked examples reach.

`python tools/criteria_coverage.py`; ends with 1 when a rule is reached by none.
"""

import sys

from centralis.core.catalogue import CRITERIA
from centralis.core.criteria.coverage import measure_coverage, render_report


def main() -> int:
    """Print the report."""
    sys.stdout.write(render_report(CRITERIA.values()))
    return int(any(measure_coverage(one).missing for one in CRITERIA.values()))


if __name__ == "__main__":
    sys.exit(main())
