"""Write signed checkpoints outside the database: a cut tail or a restored older copy shows against them.

The key is made once and never leaves `settings.KEYS`; its public half stands beside it as `ledger.pub`. Each chain has
one file of lines in `settings.CHECKPOINTS`; copy these files elsewhere (a sponsor's mailbox, write-once storage) and
verify against the copies.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection
from django.utils import timezone

from centralis.apps.ledger.append import LAST, chains_written
from centralis.core.ledger.canonical import utc_text
from centralis.core.ledger.chain import Head
from centralis.core.ledger.checkpoints import Checkpoint, read_checkpoint, sign_checkpoint

NEXT_CHAIN = "SELECT MIN(chain) FROM ledger_entry WHERE chain > %s"
TAIL_BYTES = 4096


class CheckpointFault(Exception):
    """A checkpoint file or the key can't be used; the message says which, why, and what to do."""


def signing_key() -> Ed25519PrivateKey:
    """Return the installation's key, making it at the first need; readable by its owner alone."""
    path = Path(settings.KEYS) / "ledger.key"
    try:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text(encoding="ascii").strip()))
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except ValueError as error:
        raise CheckpointFault(f"{path} does not hold a key of 64 hexadecimal digits. Restore it.") from error
    fresh = Ed25519PrivateKey.generate()
    draft = path.with_name(f"ledger.key.{os.getpid()}.{os.urandom(4).hex()}")
    _write_new(draft, fresh.private_bytes_raw().hex() + "\n", 0o600)
    try:
        os.link(draft, path)  # the first of two processes wins; nobody ever sees half a key
    except FileExistsError:
        return signing_key()
    finally:
        draft.unlink()
    _write_new(path.with_suffix(".pub"), fresh.public_key().public_bytes_raw().hex() + "\n", 0o644)
    return fresh


def public_key() -> bytes | None:
    """Return the published public key (32 raw bytes), or None while there is none. Makes nothing."""
    path = Path(settings.KEYS) / "ledger.pub"
    try:
        return bytes.fromhex(path.read_text(encoding="ascii").strip())
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise CheckpointFault(f"{path} does not hold a key of 64 hexadecimal digits. Restore it.") from error


def heads() -> Iterator[Head]:
    """Yield where each chain stands, by name."""
    name = ""
    with connection.cursor() as cursor:
        while True:
            cursor.execute(NEXT_CHAIN, [name])
            row = cursor.fetchone()
            if row is None or row[0] is None:
                return
            name = row[0]
            yield _head(name)


def head(chain: str) -> Head | None:
    """Return where one chain stands, or None when it has no entry."""
    found = _head(chain)
    return found if found.length else None


def publish(chain: str | None = None) -> list[Checkpoint]:
    """Sign where a chain (or every chain) stands now and append it to its file, if it moved; return what was written.

    Call it outside transactions: a checkpoint must never name an entry that could still be rolled back.
    """
    found = list(heads()) if chain is None else [each for each in [head(chain)] if each]
    written = []
    for each in found:
        path = file_of(each.chain)
        last = last_of(each.chain)
        if last is not None and last.length >= each.length:
            continue
        checkpoint = sign_checkpoint(each, utc_text(timezone.now()), signing_key())
        _append_line(path, checkpoint.line())
        written.append(checkpoint)
    return written


def publish_written() -> list[Checkpoint]:
    """Publish the chains that this process appended to since the last call; for the end of a command."""
    written = []
    while chains_written:
        written += publish(chains_written.pop())
    return written


def file_of(chain: str) -> Path:
    return Path(settings.CHECKPOINTS) / f"{chain.replace(':', '_')}.jsonl"


def last_of(chain: str) -> Checkpoint | None:
    """Return the newest checkpoint of a chain, from the end of its file."""
    try:
        with file_of(chain).open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - TAIL_BYTES))
            lines = _whole_lines(file.read())
    except FileNotFoundError:
        return None
    return read_checkpoint(lines[-1].decode()) if lines else None


def files() -> list[Path]:
    """Return the checkpoint files of this installation, by name."""
    return sorted(Path(settings.CHECKPOINTS).glob("*.jsonl"))


def read_all(paths: Iterable[Path] | None = None) -> Iterator[Checkpoint]:
    """Yield every checkpoint of the given files (all by default).

    Raises CheckpointFault naming file and line for a line that is none. A last line without its end was torn by a
    power cut while it was written; it says nothing and is passed over.
    """
    for path in files() if paths is None else paths:
        try:
            data = path.read_bytes()
        except OSError as error:
            raise CheckpointFault(f"{path} can't be read: {error.strerror}. Name a file of checkpoints.") from error
        for number, line in enumerate(_whole_lines(data), start=1):
            try:
                yield read_checkpoint(line.decode())
            except ValueError as error:
                raise CheckpointFault(f"{path}, line {number}: {error}. Compare it with your copy.") from error


def _head(chain: str) -> Head:
    with connection.cursor() as cursor:
        cursor.execute(LAST, [chain])
        row = cursor.fetchone()
    return Head(chain, row[0], row[1]) if row else Head(chain, 0, "")


def _whole_lines(data: bytes) -> list[bytes]:
    return [line for line in data.split(b"\n")[:-1] if line.strip()]


def _append_line(path: Path, line: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
    is_new = not path.exists()
    with path.open("ab+") as file:
        _cut_torn_line(file.fileno())
        file.write(line.encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    if is_new:
        _sync_folder(path.parent)


def _cut_torn_line(handle: int) -> None:
    size = os.fstat(handle).st_size
    start = max(0, size - TAIL_BYTES)
    tail = os.pread(handle, size - start, start)
    if tail and not tail.endswith(b"\n"):
        os.ftruncate(handle, start + tail.rfind(b"\n") + 1)


def _write_new(path: Path, text: str, mode: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
