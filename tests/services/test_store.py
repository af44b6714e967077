"""The sealed store, on a folder and on S3: what is sealed stays as it is, and is on disk before anybody is told."""

import errno
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from obstore.store import S3Store

from centralis.services import store as module
from centralis.services.store import (
    OBJECTS,
    QUARANTINE,
    BucketStore,
    DigestMismatch,
    Incoming,
    LocalStore,
    MissingObject,
    SealedStore,
    StoreFault,
    StoreFull,
    open_store,
)


@pytest.fixture(scope="module")
def bucket() -> Iterator[S3Store]:
    boto3 = pytest.importorskip("boto3")
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    keys = {"aws_access_key_id": "k", "aws_secret_access_key": "s"}
    boto3.client("s3", endpoint_url=url, region_name="us-east-1", **keys).create_bucket(Bucket="trial")
    yield S3Store(
        "trial", prefix="images", endpoint=url, region="us-east-1", access_key_id="k", secret_access_key="s",
        client_options={"allow_http": True}, virtual_hosted_style_request=False,
    )  # fmt: skip
    server.stop()


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> SealedStore:
    if request.param == "folder":
        return LocalStore(tmp_path)
    return BucketStore(request.getfixturevalue("bucket"), tmp_path)


def staged(store: SealedStore, content: bytes, name: str = "one") -> Incoming:
    path = store.staging() / name
    path.write_bytes(content)
    return Incoming(path, hashlib.sha256(content).hexdigest())


def test_both_are_stores(store: SealedStore):
    assert isinstance(store, SealedStore)


def test_sealed_bytes_come_back_whole_and_in_ranges(store: SealedStore):
    one, two = staged(store, b"0123456789"), staged(store, b"other", "two")
    store.seal(OBJECTS, [one, two])
    assert store.read(OBJECTS, one.digest) == b"0123456789"
    assert store.read(OBJECTS, one.digest, 3, 4) == b"3456"
    assert store.read(OBJECTS, one.digest, 7) == b"789"
    assert store.size(OBJECTS, one.digest) == 10
    assert store.size(QUARANTINE, one.digest) is None
    assert store.verify(OBJECTS, two.digest) == "ok"
    assert {one.digest, two.digest} <= set(store.digests(OBJECTS))
    with store.local(OBJECTS, two.digest) as path:
        assert path.read_bytes() == b"other"


def test_what_is_missing_is_said(store: SealedStore):
    absent = "0" * 64
    assert store.verify(OBJECTS, absent) == "missing"
    with pytest.raises(MissingObject):
        store.read(OBJECTS, absent)


def test_bytes_are_never_sealed_under_another_digest(store: SealedStore):
    one = staged(store, b"these")
    with pytest.raises(DigestMismatch):
        store.seal(OBJECTS, [Incoming(one.path, "a" * 64)])
    assert store.size(OBJECTS, "a" * 64) is None


def test_a_staged_file_is_taken_in_under_the_digest_of_what_lies_there(store: SealedStore):
    one = staged(store, b"as the child wrote it")
    assert store.take_in(one.path) == hashlib.sha256(b"as the child wrote it").hexdigest()
    store.seal(OBJECTS, [Incoming(one.path, store.take_in(one.path))], hardened=True)
    assert store.read(OBJECTS, hashlib.sha256(b"as the child wrote it").hexdigest()) == b"as the child wrote it"


def test_sealing_again_changes_nothing(store: SealedStore):
    digest = store.seal_bytes(OBJECTS, b"same")
    assert store.seal_bytes(OBJECTS, b"same") == digest
    assert store.read(OBJECTS, digest) == b"same"


@pytest.mark.req("SEC-4")
@pytest.mark.parametrize("name", ["../../etc/passwd", "1.2.840.1", "", "A" * 64, "a" * 63 + "/"])
def test_a_name_is_only_ever_a_digest(store: SealedStore, name: str):
    with pytest.raises(StoreFault):
        store.read(OBJECTS, name)


def test_a_changed_object_is_found_and_not_taken_for_the_sealed_one(tmp_path: Path):
    store = LocalStore(tmp_path)
    digest = store.seal_bytes(OBJECTS, b"image")
    path = store.path(OBJECTS, digest)
    path.chmod(0o600)
    path.write_bytes(b"forged")
    assert store.verify(OBJECTS, digest) == "changed"
    with pytest.raises(DigestMismatch, match="behind the system's back"):
        store.seal_bytes(OBJECTS, b"image")


def test_sealed_files_are_read_only(tmp_path: Path):
    store = LocalStore(tmp_path)
    digest = store.seal_bytes(OBJECTS, b"image")
    assert store.path(OBJECTS, digest).stat().st_mode & 0o777 == 0o400


@pytest.mark.req("DUR-2")
def test_a_file_is_on_disk_before_its_name_and_its_folder_before_the_answer(tmp_path: Path, monkeypatch):
    store = LocalStore(tmp_path)
    one, two = staged(store, b"one"), staged(store, b"two", "two")
    calls: list[str] = []
    fsync, link = os.fsync, os.link

    def kind(handle: int) -> str:
        return "folder" if os.path.isdir(f"/proc/self/fd/{handle}") else "file"

    monkeypatch.setattr(os, "fsync", lambda handle: (calls.append(kind(handle)), fsync(handle))[1])
    monkeypatch.setattr(os, "link", lambda *names: (calls.append("link"), link(*names))[1])
    store.seal(OBJECTS, [one, two])
    assert calls[:4] == ["file", "file", "link", "link"]
    assert set(calls[4:]) == {"folder"}
    assert len(calls[4:]) == 1 + len({one.digest[:2], two.digest[:2]})


@pytest.mark.req("DUR-3")
def test_a_full_disk_is_said(tmp_path: Path, monkeypatch):
    store = LocalStore(tmp_path)
    one = staged(store, b"one")

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(module.os, "fsync", full)
    with pytest.raises(StoreFull, match="make room"):
        store.seal(OBJECTS, [one])
    monkeypatch.undo()
    assert store.size(OBJECTS, one.digest) is None


def test_the_place_says_which_store(tmp_path: Path):
    assert isinstance(open_store(str(tmp_path / "s"), tmp_path), LocalStore)
    assert isinstance(open_store("s3://trial/images", tmp_path / "spool"), BucketStore)
