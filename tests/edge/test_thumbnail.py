"""Thumbnails: a PNG no larger than asked, or an answer that says why not."""

from pathlib import Path

from PIL import Image
from tests.hostile.dicom_files import ct, stored

from centralis.edge.thumbnail import render_frame
from centralis.services.child import ChildPool


def test_a_frame_becomes_a_small_png_in_a_child(tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(stored(ct(rows=100)))
    job = {"path": str(tmp_path / "in"), "frame": 0, "max_side": 40, "destination": str(tmp_path / "out.png")}
    with ChildPool("centralis.edge.thumbnail:render_frame") as pool:
        answer = pool.run(job)
    assert (answer["outcome"], answer["width"], answer["height"]) == ("rendered", 40, 40)
    with Image.open(tmp_path / "out.png") as picture:
        assert picture.size == (40, 40)
        assert picture.mode == "L"
        low, high = picture.getextrema()
        assert high - low > 200


def test_what_cannot_be_drawn_is_said_and_not_written(tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(b"no picture at all")
    job = {"path": str(tmp_path / "in"), "frame": 0, "max_side": 40, "destination": str(tmp_path / "out.png")}
    answer = render_frame(job)
    assert (answer["outcome"], answer["code"]) == ("failed", "not_renderable")
    assert not (tmp_path / "out.png").exists()
    assert render_frame(job | {"path": str(tmp_path / "none")})["code"] == "unreadable"
