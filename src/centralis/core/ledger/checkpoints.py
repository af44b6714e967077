"""Signed checkpoints: a chain inside a database can't show a cut tail or a restored older copy; these can.

A checkpoint says, outside the database, that a chain had this length and this last digest at this time, signed with
Ed25519 (RFC 8032) over its canonical bytes. A later state of the chain must contain every earlier checkpoint.
"""

import json
from collections.abc import Iterable
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
        return Checkpoint(**json.loads(line))
    except (TypeError, ValueError) as error:
        raise ValueError(f"not a checkpoint: {error}") from error


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


def check_against(
    checkpoints: Iterable[Checkpoint], digests: dict[str, list[str]], public_key: bytes
) -> list[Fault]:
    """Compare chains with their checkpoints; `digests[chain][n - 1]` is the digest of entry n as stored now.

    Names a cut tail or an older copy (the chain is shorter than a checkpoint says), a recomputed chain (the entry at a
    checkpoint has another digest), and a checkpoint that was not signed with our key.
    """
    faults = []
    for checkpoint in checkpoints:
        place = f"{checkpoint.chain}#{checkpoint.length}"
        chain = digests.get(checkpoint.chain, [])
        if not is_authentic(checkpoint, public_key):
            faults.append(Fault("checkpoint forged", place, f"The checkpoint of {checkpoint.at} bears no valid signature."))
        elif len(chain) < checkpoint.length:
            faults.append(
                Fault(
                    "tail cut or older copy restored",
                    place,
                    f"On {checkpoint.at} the chain had {checkpoint.length} entries; now it has {len(chain)}.",
                )
            )
        elif chain[checkpoint.length - 1] != checkpoint.digest:
            faults.append(
                Fault(
                    "chain recomputed",
                    place,
                    f"Entry {checkpoint.length} is not the one that the checkpoint of {checkpoint.at} names.",
                )
            )
    return faults
