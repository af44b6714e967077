"""Signed checkpoints: a chain inside a database can't show a cut tail or a restored older copy; these can.

A checkpoint says, outside the database, that a chain had this length and this last digest at this time, signed with
Ed25519 (RFC 8032) over its canonical bytes. A later state of the chain must contain every earlier checkpoint.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from centralis.core.ledger.canonical import canonical_bytes
from centralis.core.ledger.chain import Fault, Head


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A signed statement about a chain: `key` is the public key and `signature` the signature, both hexadecimal."""

    chain: str
    length: int
    digest: str
    at: str
    key: str
    signature: str = ""

    def signed_bytes(self) -> bytes:
        fields = asdict(self)
        del fields["signature"]
        return canonical_bytes(fields)

    def line(self) -> str:
        return canonical_bytes(asdict(self)).decode()


def sign_checkpoint(head: Head, at: str, key: Ed25519PrivateKey) -> Checkpoint:
    """Sign where a chain stands now; `at` is UTC text."""
    unsigned = Checkpoint(head.chain, head.length, head.digest, at, key.public_key().public_bytes_raw().hex())
    return Checkpoint(**{**asdict(unsigned), "signature": key.sign(unsigned.signed_bytes()).hex()})


def read_checkpoint(line: str) -> Checkpoint:
    """Parse one line. Raises ValueError when it is not a checkpoint."""
    try:
        checkpoint = Checkpoint(**json.loads(line))
    except (TypeError, ValueError) as error:
        raise ValueError(f"not a checkpoint: {error}") from error
    if type(checkpoint.length) is not int or not all(
        isinstance(text, str)
        for text in (checkpoint.chain, checkpoint.digest, checkpoint.at, checkpoint.key, checkpoint.signature)
    ):
        raise ValueError("not a checkpoint: its fields are texts and one whole number")
    return checkpoint


def is_authentic(checkpoint: Checkpoint, public_key: bytes) -> bool:
    """Tell whether the checkpoint was signed with the given key (32 raw bytes) and says what was signed."""
    if checkpoint.key != public_key.hex():
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(
            bytes.fromhex(checkpoint.signature), checkpoint.signed_bytes()
        )
    except (InvalidSignature, ValueError):
        return False
    return True


class CheckpointBook:
    """Compare chains with their checkpoints while the entries pass by, holding nothing but the checkpoints.

    Names a cut tail or an older copy (the chain is shorter than a checkpoint says), a recomputed chain (the entry at a
    checkpoint has another digest), and a checkpoint that was not signed with our key.
    """

    def __init__(self, checkpoints: Iterable[Checkpoint], public_key: bytes) -> None:
        self.count = 0
        self.forged: list[Fault] = []
        self._due: dict[str, dict[int, dict[str, str]]] = {}
        for checkpoint in checkpoints:
            self.count += 1
            if is_authentic(checkpoint, public_key):
                lengths = self._due.setdefault(checkpoint.chain, {})
                lengths.setdefault(checkpoint.length, {}).setdefault(checkpoint.digest, checkpoint.at)
            else:
                sentence = f"The checkpoint of {checkpoint.at} bears no valid signature."
                self.forged.append(Fault("checkpoint forged", f"{checkpoint.chain}#{checkpoint.length}", sentence))

    def take(self, chain: str, seq: int, digest: str) -> list[Fault]:
        """Check one entry's digest against the checkpoints that name its place."""
        lengths = self._due.get(chain)
        if lengths is None:
            return []
        told = lengths.pop(seq, {})
        return [
            Fault(
                "chain recomputed", f"{chain}#{seq}", f"Entry {seq} is not the one that the checkpoint of {at} names."
            )
            for named, at in told.items()
            if named != digest
        ]

    def finish(self, heads: Mapping[str, int]) -> Iterator[Fault]:
        """Name the checkpoints whose entry never passed by; `heads` are the chains' lengths now."""
        for chain, lengths in self._due.items():
            length_now = heads.get(chain, 0)
            for length, told in sorted(lengths.items()):
                at = next(iter(told.values()))
                if length > length_now:
                    kind = "tail cut or older copy restored"
                    sentence = f"On {at} the chain had {length} entries; now it has {length_now}."
                else:
                    kind, sentence = "entry deleted", f"The checkpoint of {at} names entry {length}, which is missing."
                yield Fault(kind, f"{chain}#{length}", sentence)
