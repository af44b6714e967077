"""What a child carries: the jobs it can do, and none of the heavy libraries before a file needs them."""

import json
import subprocess
import sys

import pytest

from centralis.edge.work import work

#: Some 55 MB together, in every child: they come with the first compressed frame, or a file pydicom alone can read.
HEAVY = ("pydicom", "gdcm", "openjpeg", "jpeg_ls", "PIL", "scipy")


def test_a_child_starts_without_the_decoders() -> None:
    script = "import json, sys, centralis.edge.work; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout))
    assert "centralis.core.deid.pixels.cleaner" in loaded
    assert not loaded.intersection(HEAVY)


def test_an_unknown_step_is_the_callers_fault() -> None:
    with pytest.raises(KeyError, match="fold"):
        work({"step": "fold"})
