"""Cleaned objects conform no less than before: an independent validator finds no error that it did not find before."""

import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from centralis.core.deid import Context, Profile, deidentify
from centralis.core.dicom.faults import DicomFault

VALIDATOR = shutil.which("dciodvfy")
PROFILES = {
    "default": Profile(),
    "trial": Profile.from_json(
        {"dates": "shift", "options": ["clean_descriptors", "clean_graphics", "clean_structured_content",
                               "retain_patient_characteristics", "retain_device_identity", "retain_safe_private"],
         "allow": ["burned_in_unknown", "burned_in_text"]}
    ),
}  # fmt: skip
CONTEXT = Context(b"k" * 32, "SUBJ-1", {"ClinicalTrialProtocolID": "ONC-1", "ClinicalTrialSponsorName": "A sponsor"})


def errors(path: Path) -> Counter[str]:
    """The validator's errors without the values they quote."""
    assert VALIDATOR is not None
    done = subprocess.run([VALIDATOR, str(path)], capture_output=True, timeout=60, check=False)
    lines = (done.stderr + done.stdout).decode("latin-1").splitlines()
    plain = r"<[^>]*(?:/[^>]*)*>|[\d.]+"
    return Counter(re.sub(plain, "#", line) + _element(line) for line in lines if line[:5] == "Error")


def _element(line: str) -> str:
    found = re.search(r"Element=<(\w+)>", line)
    return found[1] if found else ""


def chosen(folder: Path) -> list[Path]:
    """One file of every series, or every file of a folder of single ones; small ones, in a fixed order."""
    found: dict[tuple[Path, str], Path] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.stat().st_size < 3_000_000 and path.read_bytes()[128:132] == b"DICM":
            found.setdefault((path.parent, path.name[:1] if "trial" in path.parts else path.name), path)
    return list(found.values())


@pytest.mark.skipif(VALIDATOR is None, reason="dciodvfy of dicom3tools is not installed")
@pytest.mark.parametrize("part", ["trial", "objects", "hard"])
@pytest.mark.parametrize("name", PROFILES)
def test_no_error_is_found_that_was_not_there_before(shared_data: Path, tmp_path: Path, part: str, name: str) -> None:
    paths = chosen(shared_data / part)
    step = max(1, len(paths) // 12)
    tried, output = 0, tmp_path / "out.dcm"
    for path in paths[::step]:
        try:
            cleaned = deidentify(path.read_bytes(), PROFILES[name], CONTEXT)
        except DicomFault:
            continue
        output.write_bytes(cleaned.header + bytes(cleaned.tail))
        new = errors(output) - errors(path)
        assert not new, (path, new)
        tried += 1
    assert tried >= 3
