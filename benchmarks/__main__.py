"""Run benchmarks by name, or all of them: `python -m benchmarks [name ...]`; results go into benchmarks/RESULTS.md."""

import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from benchmarks.peers import PeerMissing
from benchmarks.results import RESULTS, render_section, write_section


def main(names: list[str]) -> int:
    """Run and record. 0: every target met; 1: one missed or not measured; 2: a name or a peer that is not there."""
    known = sorted(path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py"))
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"No benchmark is called {', '.join(unknown)}. There are: {', '.join(known)}.", file=sys.stderr)
        return 2
    met = True
    for name in names or known:
        module = import_module(f"benchmarks.bench_{name}")
        try:
            rows = module.run()
        except PeerMissing as missing:
            print(missing, file=sys.stderr)
            return 2
        at = datetime.now(UTC)
        notes = getattr(module, "NOTES", ())
        write_section(name, rows, at, notes)
        print(render_section(name, rows, at, notes))
        met = met and all(row.passes for row in rows)
    print(f"Written to {RESULTS.name}.")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
