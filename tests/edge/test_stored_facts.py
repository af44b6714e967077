"""Facts, length and frames of files that were made here."""

from pathlib import Path

import numpy as np
from tests.apps.intake.conftest import dicom

from centralis.edge.stored_facts import stored_facts


def test_the_frame_table_points_at_the_samples(tmp_path: Path):
    content = dicom()
    (tmp_path / "one").write_bytes(content)
    (told,) = stored_facts({"files": [str(tmp_path / "one")]})
    ((offset, length),) = told["frames"]
    assert (np.frombuffer(content[offset : offset + length], "<u2") == np.arange(256)).all()
    assert told["bytes"] == len(content)
    assert (told["facts"]["modality"], told["facts"]["rows"]) == ("CT", 16)
