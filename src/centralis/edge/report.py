"""The report of a run: every file's entry, and what could still identify, for people and for programs."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from centralis import __version__
from centralis.core.deid import Profile
from centralis.core.deid.profile import Done
from centralis.core.deid.residual import as_markdown, residual_risk
from centralis.edge.journal import write_private
from centralis.edge.manifest import profile_digest

CONFIDENTIAL = (
    "Confidential: the paths of the source files stand in this report and may name patients. "
    "Keep it where the originals are kept; do not send it with the images."
)


def report_of(
    profile: Profile, entries: Sequence[Mapping[str, Any]], seconds: float, key_kept: bool
) -> dict[str, Any]:  # fmt: skip
    """The report as plain JSON types: the contract's `profile`, `files` and `seconds`, then what else is known."""
    return {
        "profile": profile.summary() | _performed(profile),
        "files": list(entries),
        "seconds": seconds,
        "engine": {"name": "centralis", "version": __version__},
        "profile_sha256": profile_digest(profile),
        "key_kept": key_kept,
        "residual": [remark.to_json() for remark in residual_risk(profile, entries, key_kept)],
        "confidential": CONFIDENTIAL,
    }


def _performed(profile: Profile) -> dict[str, Any]:
    """What a run carries out of a profile: beside the header rules also the pixels, and faces by series."""
    done = Done(pixels=True, faces=True)
    return {
        "carried_out": [{"code": code, "meaning": meaning} for code, meaning in profile.carried_out(done)],
        "not_carried_out": list(profile.not_carried_out(done)),
    }


def write_report(path: Path, report: Mapping[str, Any]) -> None:
    """Write the report for its owner's eyes only, each file's entry on a line of its own."""
    lines = ",\n".join(json.dumps(entry) for entry in report["files"])
    parts = [
        f'"files": [\n{lines}\n]' if name == "files" else f"{json.dumps(name)}: {json.dumps(value)}"
        for name, value in report.items()
    ]
    write_private(path, "{" + ",\n".join(parts) + "}\n")


def write_residual(path: Path, profile: Profile, report: Mapping[str, Any]) -> None:
    """Write the residual risks as a page; it holds no path and no value of a source."""
    entries = report["files"]
    cleaned = [one for one in entries if one["outcome"] == "cleaned"]
    facts = {
        "files cleaned": f"{len(cleaned)} of {len(entries)}",
        "subjects": len({one.get("subject") for one in cleaned}),
        "profile": f"{profile.summary()['edition']}, SHA-256 {report['profile_sha256']}",
        "options": ", ".join(sorted(profile.options)) or "none",
        "dates": profile.dates.value,
        "engine": f"Centralis {__version__}",
    }
    remarks = residual_risk(profile, entries, bool(report["key_kept"]))
    write_private(path, as_markdown(remarks, "Residual risk of re-identification", facts))
