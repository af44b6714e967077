"""Clean two files in one process and print by how many megabytes the second one raised its peak of memory."""

import sys
from pathlib import Path

from centralis.core.deid import Profile
from centralis.edge.prepare import prepare_file


def peak_mb() -> int:
    """The most memory this process has held since the mark was last set."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def main(small: str, large: str, out: str) -> None:
    """Clean both; print outcome and growth."""
    job = {"profile": Profile().to_json(), "key": "5a" * 32, "subject_code": "SUBJ-0042", "trial": {}}
    prepare_file(job | {"source": small, "destination": out, "defer_reading": True})
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before = peak_mb()
    answer = prepare_file(job | {"source": large, "destination": out, "defer_reading": True})
    print(answer["outcome"], answer["reason"], peak_mb() - before, answer["sha256"], sep="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
