"""The child that writes reports: files in a folder, or one sentence; real headers."""

from pathlib import Path

import pytest
from pydicom import dcmread
from tests.core.reading.report.test_document import header, plan

from centralis.edge.read_report import write_reports


def write(ds, path: Path) -> str:
    ds.save_as(path, implicit_vr=False, little_endian=True)
    return str(path)


def test_the_files_are_written_and_named_by_their_uids(tmp_path):
    answer = write_reports({"plan": plan(), "header": write(header(), tmp_path / "in"), "folder": str(tmp_path)})
    assert answer == {
        "files": [{"kind": "SR", "name": "0", "sop_uid": "2.25.1"}, {"kind": "KO", "name": "1", "sop_uid": "2.25.3"}]
    }
    for one in answer["files"]:
        assert dcmread(tmp_path / one["name"]).SOPInstanceUID == one["sop_uid"]


@pytest.mark.parametrize("change", [{"signed_at": "yesterday"}, {"groups": []}, {"evidence": []}])
def test_what_cannot_be_rendered_is_told_and_nothing_is_written(tmp_path, change):
    path = write(header(), tmp_path / "in")
    answer = write_reports({"plan": plan(**change), "header": path, "folder": str(tmp_path)})
    assert list(answer) == ["fault"]
    assert answer["fault"]
    assert [one.name for one in tmp_path.iterdir()] == ["in"]
