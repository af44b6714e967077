"""Splicing and digests: the same bytes by every way, little memory, and never half a file."""

import errno
import hashlib
import os
from pathlib import Path

import pytest
from tests.hostile.dicom_files import ct, stored

from centralis.core.deid import Context, Profile, deidentify
from centralis.core.dicom.faults import DicomCode, DicomFault
from centralis.edge import write
from centralis.edge.write import digests_of, opened, splice, write_cleaned

CONTEXT = Context(b"0123456789abcdef")


@pytest.mark.parametrize("rows", [4, 3_200])  # in memory, and mapped
def test_the_new_file_and_both_digests(tmp_path: Path, rows: int) -> None:
    content = stored(ct(rows=rows))
    (tmp_path / "in").write_bytes(content)
    with opened(tmp_path / "in", 1 << 30) as source:
        assert isinstance(source.data, memoryview) is (len(content) > write.IN_MEMORY_BYTES)
        cleaned = deidentify(source.data, Profile(), CONTEXT)
        before, after = digests_of(source, cleaned)
        size = write_cleaned(cleaned, source, tmp_path / "out", durable=True)
        output = (tmp_path / "out").read_bytes()
        assert output == cleaned.header + bytes(cleaned.tail)
    assert (before, after) == (hashlib.sha256(content).hexdigest(), hashlib.sha256(output).hexdigest())
    assert size == len(output)


@pytest.mark.parametrize("fault", [errno.EXDEV, errno.ENOSYS, errno.EINVAL])
def test_where_the_kernel_cannot_copy_it_is_done_by_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: int
) -> None:
    def refuse(*_: object, **__: object) -> int:
        raise OSError(fault, os.strerror(fault))

    monkeypatch.setattr(write.os, "copy_file_range", refuse)
    (tmp_path / "in").write_bytes(bytes(range(256)) * 10_000)
    with (tmp_path / "in").open("rb") as source, (tmp_path / "out").open("wb") as target:
        splice(source.fileno(), target.fileno(), 100, 2_500_000)
    assert (tmp_path / "out").read_bytes() == (tmp_path / "in").read_bytes()[100:2_500_100]


def test_a_full_disk_leaves_no_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in").write_bytes(stored(ct()))

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with opened(tmp_path / "in", 1 << 30) as source:
        cleaned = deidentify(source.data, Profile(), CONTEXT)
        monkeypatch.setattr(write.os, "writev", full)
        with pytest.raises(OSError, match="No space"):
            write_cleaned(cleaned, source, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_what_is_no_file_or_too_large_or_empty_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "empty").touch()
    (tmp_path / "large").write_bytes(b"12345")
    said = []
    for name in ("pipe", "empty", "large"):
        with pytest.raises(DicomFault) as fault, opened(tmp_path / name, 4):
            pass
        said.append(fault.value.code)
    assert said == [DicomCode.UNREADABLE, DicomCode.EMPTY, DicomCode.TOO_LARGE]


def test_a_source_that_shrinks_is_not_spliced_short(tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(b"x" * 100)
    with (tmp_path / "in").open("rb") as source, (tmp_path / "out").open("wb") as target, pytest.raises(DicomFault):
        splice(source.fileno(), target.fileno(), 50, 100)
