"""What stands in a source folder: everything once, nothing followed, nothing opened."""

import os
from pathlib import Path

from centralis.edge.sources import found_in


def test_everything_is_found_once_and_no_link_is_followed(tmp_path: Path) -> None:
    source, outside = tmp_path / "in", tmp_path / "outside"
    (source / "deep").mkdir(parents=True)
    outside.mkdir()
    (outside / "secret").write_bytes(b"x")
    (source / "deep" / "a").write_bytes(b"abc")
    (source / "link").symlink_to("deep/a")
    (source / "loop").symlink_to(source)
    (source / "elsewhere").symlink_to(outside)
    (source / "broken").symlink_to("nothing")
    os.mkfifo(source / "pipe")
    found = {one.path.name: (one.size, one.problem) for one in found_in(source)}
    assert set(found) == {"a", "link", "loop", "elsewhere", "broken", "pipe"}
    assert found["a"] == found["link"] == (3, "")
    assert "not followed" in found["loop"][1]
    assert "not followed" in found["elsewhere"][1]
    assert "not there" in found["broken"][1]
    assert "no regular file" in found["pipe"][1]


def test_a_name_that_is_no_text_and_a_single_file(tmp_path: Path) -> None:
    name = os.fsdecode(b"bad\xff\x1bname")
    (tmp_path / name).write_bytes(b"1")
    assert [one.path.name for one in found_in(tmp_path)] == [name]
    assert [one.size for one in found_in(tmp_path / name)] == [1]
