"""Verify an exported ledger without the server: hashes, chain, and the signed checkpoints it must contain.

    python verify_ledger.py EXPORT.jsonl CHECKPOINTS [--key ledger.pub]

CHECKPOINTS is a file of checkpoints, or a folder of such files. Needs Python 3.11 and the package `cryptography`.
Exit 0: everything fits. Exit 1: something was changed; each fault is named with its place. Exit 2: a file can't be
used. Shares no code with the server on purpose (FDA 2024, audit trails; 21 CFR 11.10(a)).
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "centralis-ledger-export/1"
START = "0" * 64
TEXTS = ("chain", "digest", "at", "key", "signature")


class Unusable(Exception):
    """A file is not what it should be."""


@dataclass
class Evidence:
    """The statement in the export's first line, and the checkpoints that the export must contain."""

    statement: dict[str, Any]
    key: str
    checkpoints: list[dict[str, Any]] = field(default_factory=list)
    younger: int = 0


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("export", type=Path)
    parser.add_argument("checkpoints", type=Path)
    parser.add_argument("--key", type=Path, help="the public key, got from the operator by another way")
    given = parser.parse_args(arguments)
    try:
        return report(given.export, given.checkpoints, given.key)
    except (Unusable, OSError, UnicodeDecodeError) as error:
        print(f"can't verify: {error}", file=sys.stderr)
        return 2


def report(export: Path, checkpoints: Path, key_file: Path | None) -> int:
    with export.open(encoding="utf-8") as file:
        evidence = read_header(export, next(file, ""), key_file)
        read_checkpoints(evidence, checkpoints)
        faults = 0
        for fault in check(file, evidence):
            faults += 1
            print(fault)
    statement = evidence.statement
    what = f"{statement['length']} entries of {statement['chain']} as they stood on {statement['at']}"
    if faults:
        print(f"FAULTS: {faults} in {export.name}, which announces {what}")
        return 1
    print(f"ok: {what}, {len(evidence.checkpoints)} checkpoints, head {statement['digest']}")
    if not evidence.checkpoints:
        print("note: no checkpoint of this chain was given: an older export would pass as well")
    if evidence.younger:
        print(f"note: {evidence.younger} checkpoints are younger than this export and could not be looked at")
    if not key_file:
        print(f"note: the key came with the export, {evidence.key}: compare it with the operator's")
    return 0


def read_header(export: Path, line: str, key_file: Path | None) -> Evidence:
    try:
        header = json.loads(line)
        form, key, statement = header["format"], header["key"], header["checkpoint"]
    except (ValueError, KeyError, TypeError):
        raise Unusable(f"{export}, line 1: not the first line of a ledger export") from None
    if form != FORMAT:
        raise Unusable(f"{export}, line 1: format {form!r}; this program knows {FORMAT!r}")
    if not is_checkpoint(statement):
        raise Unusable(f"{export}, line 1: its checkpoint can't be read")
    return Evidence(statement, key_file.read_text(encoding="ascii").strip() if key_file else str(key))


def read_checkpoints(evidence: Evidence, place: Path) -> None:
    """Take up this chain's checkpoints; one that is younger than the export and says more can't be looked at."""
    statement = evidence.statement
    for checkpoint in checkpoints_in(place):
        if checkpoint["chain"] != statement["chain"]:
            continue
        if checkpoint["at"] > statement["at"] and checkpoint["length"] > statement["length"]:
            evidence.younger += 1
        else:
            evidence.checkpoints.append(checkpoint)


def checkpoints_in(place: Path) -> Iterator[dict[str, Any]]:
    paths = sorted(place.glob("*.jsonl")) if place.is_dir() else [place]
    if not paths:
        raise Unusable(f"{place}: no checkpoint file (*.jsonl) in this folder")
    for path in paths:
        whole_lines = path.read_text(encoding="utf-8").split("\n")[:-1]  # one without its end was torn: it says nothing
        for number, line in enumerate(whole_lines, start=1):
            try:
                checkpoint = json.loads(line)
            except ValueError:
                checkpoint = None
            if not is_checkpoint(checkpoint):
                raise Unusable(f"{path}, line {number}: not a checkpoint")
            yield checkpoint


def is_checkpoint(value: object) -> bool:
    return (
        isinstance(value, dict)
        and type(value.get("length")) is int
        and all(isinstance(value.get(name), str) for name in TEXTS)
    )


def check(lines: Iterable[str], evidence: Evidence) -> Iterator[str]:
    """Yield every fault of an export's lines after the first."""
    chain = evidence.statement["chain"]
    due: dict[int, list[dict[str, Any]]] = {}
    for checkpoint in (evidence.statement, *evidence.checkpoints):
        yield from signature_faults(checkpoint, evidence.key)
        due.setdefault(checkpoint["length"], []).append(checkpoint)
    length, digest = 0, START
    for length, line in enumerate(lines, start=1):
        place = f"{chain}#{length} (line {length + 1})"
        told, body, text = read_entry(line)
        if body is None:
            yield f"{place}: the line can't be read"
            continue
        yield from (f"{place}: {fault}" for fault in entry_faults(told, text, body, (chain, length, digest)))
        for checkpoint in due.pop(length, []):
            if checkpoint["digest"] != told:
                yield f"{place}: not the entry that the checkpoint of {checkpoint['at']} names (chain recomputed)"
        digest = told
    for number, found in sorted(due.items()):
        if number > 0 or found[0]["digest"] != START:
            said = f"the checkpoint of {found[0]['at']} says {number} entries, here are {length}"
            yield f"{chain}#{number}: {said} (tail cut or older copy)"
    if length > evidence.statement["length"]:
        yield f"{chain}: {length} entries, but the first line announces {evidence.statement['length']} (entry inserted)"


def read_entry(line: str) -> tuple[str, dict[str, Any] | None, str]:
    try:
        record = json.loads(line)
        told, text = record["digest"], record["body"]
        body = json.loads(text)
    except (ValueError, KeyError, TypeError):
        return "", None, ""
    return (told, body, text) if isinstance(body, dict) and isinstance(told, str) else ("", None, "")


def entry_faults(told: str, text: str, body: dict[str, Any], expected: tuple[str, int, str]) -> Iterator[str]:
    chain, number, previous = expected
    if hashlib.sha256(text.encode()).hexdigest() != told:
        yield "the text does not have its digest (entry changed)"
    if body.get("chain") != chain or body.get("seq") != number:
        yield f"its text says {body.get('chain')}#{body.get('seq')} (entry deleted, inserted, duplicated or reordered)"
    if body.get("prev") != previous:
        yield "it does not follow from the entry before it (entry deleted, inserted, replaced or reordered)"


def signature_faults(checkpoint: dict[str, Any], key: str) -> Iterator[str]:
    place = f"checkpoint of {checkpoint['at']} at {checkpoint['chain']}#{checkpoint['length']}"
    if checkpoint["key"] != key:
        yield f"{place}: signed with another key"
        return
    fields = {name: value for name, value in checkpoint.items() if name != "signature"}
    signed = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(checkpoint["signature"]), signed)
    except (InvalidSignature, ValueError):
        yield f"{place}: its signature is not valid (checkpoint forged)"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
