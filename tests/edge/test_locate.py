"""A file is located by its header alone; what can't be read is nobody's, and never a fault of the child."""

from pathlib import Path

from tests.hostile.dicom_files import ct, stored

from centralis.edge.locate import WANTED, locate


def test_patient_day_and_machine_are_said(tmp_path: Path) -> None:
    path = tmp_path / "one.dcm"
    path.write_bytes(stored(ct()))
    found = locate({"source": str(path)})
    assert set(found) == set(WANTED)
    assert found["modality"] == "CT"
    assert found["patient_id"]


def test_what_is_no_dicom_or_broken_or_gone_is_nobodys(tmp_path: Path) -> None:
    for name, content in {"text": b"hello", "empty": b"", "cut": b"\0" * 128 + b"DICM\x02\x00"}.items():
        (tmp_path / name).write_bytes(content)
        assert not locate({"source": str(tmp_path / name)}).get("patient_id")
    assert locate({"source": str(tmp_path / "gone")}) == {}
