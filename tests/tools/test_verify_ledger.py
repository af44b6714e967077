"""The stand-alone verifier, run as its own program on good and on tampered exports."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from centralis.core.ledger.canonical import canonical_bytes, digest_hex
from centralis.core.ledger.chain import GENESIS, Head
from centralis.core.ledger.checkpoints import sign_checkpoint

PROGRAM = Path(__file__).resolve().parents[2] / "tools" / "verify_ledger.py"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
LENGTH = 6
AT = "2026-11-21T10:00:00.000000Z"


def make(folder: Path, *, forged_at: int = 0, at: str = AT, length: int = LENGTH) -> list[str]:
    """Write checkpoints of a chain of six into the folder and return an export's lines, forged from one entry on."""
    lines, prev, true_prev, published = [], GENESIS, GENESIS, []
    for seq in range(1, length + 1):
        body = {"chain": "trial:1", "seq": seq, "prev": true_prev, "reason": 'ünï "q"'}
        true_prev = digest_hex(canonical_bytes(body))
        published.append(
            sign_checkpoint(Head("trial:1", seq, true_prev), f"2026-11-21T09:0{seq}:00.000000Z", KEY).line()
        )
        text = canonical_bytes({**body, "prev": prev, **({"reason": "forged"} if seq == forged_at else {})})
        prev = digest_hex(text)
        lines.append(json.dumps({"digest": prev, "body": text.decode()}, ensure_ascii=False))
    (folder / "checkpoints.jsonl").write_text("\n".join(published) + "\n", encoding="utf-8")
    return [header(Head("trial:1", length, prev), at), *lines]


def header(head: Head, at: str = AT) -> str:
    statement = sign_checkpoint(head, at, KEY)
    checkpoint = json.loads(statement.line())
    return json.dumps({"format": "centralis-ledger-export/1", "key": statement.key, "checkpoint": checkpoint})


def run(folder: Path, lines: list[str], *more: str) -> tuple[int, str]:
    export = folder / "export.jsonl"
    export.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    command = [sys.executable, "-I", str(PROGRAM), str(export), str(folder / "checkpoints.jsonl"), *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def changed(lines: list[str], at: int, **values: object) -> list[str]:
    return [json.dumps({**json.loads(line), **values}) if n == at else line for n, line in enumerate(lines)]


@pytest.mark.req("TMP-9")
@pytest.mark.req("P11-10B-2")
def test_a_good_export_passes(tmp_path):
    code, said = run(tmp_path, make(tmp_path))
    assert code == 0
    assert said.startswith(f"ok: 6 entries of trial:1 as they stood on {AT}, 6 checkpoints")
    assert "compare it with the operator's" in said


def test_the_operators_key_is_taken_instead_of_the_exports(tmp_path):
    own, other = tmp_path / "own.pub", tmp_path / "other.pub"
    own.write_text(KEY.public_key().public_bytes_raw().hex() + "\n")
    other.write_text("00" * 32 + "\n")
    code, said = run(tmp_path, make(tmp_path), "--key", str(own))
    assert code == 0
    assert "operator's" not in said
    code, said = run(tmp_path, make(tmp_path), "--key", str(other))
    assert code == 1
    assert "signed with another key" in said


TAMPERED = {
    "entry changed": lambda lines: changed(lines, 3, body=json.loads(lines[3])["body"].replace("ünï", "uni")),
    "entry deleted": lambda lines: lines[:3] + lines[4:],
    "entry inserted": lambda lines: [*lines[:3], lines[2], *lines[3:]],
    "duplicated": lambda lines: [*lines, lines[-1]],
    "reordered": lambda lines: [*lines[:2], lines[3], lines[2], *lines[4:]],
    "tail cut": lambda lines: lines[:-2],
    "can't be read": lambda lines: [*lines[:2], "rubbish", *lines[3:]],
}


@pytest.mark.req("TMP-9")
@pytest.mark.parametrize("kind", TAMPERED)
def test_a_tampered_export_fails_and_is_named(tmp_path, kind):
    code, said = run(tmp_path, TAMPERED[kind](make(tmp_path)))
    assert code == 1
    assert kind in said
    assert "FAULTS: " in said


@pytest.mark.req("TMP-9")
def test_a_recomputed_chain_fails_against_the_checkpoints(tmp_path):
    code, said = run(tmp_path, make(tmp_path, forged_at=4))
    assert code == 1
    assert "trial:1#4 (line 5): not the entry that the checkpoint of 2026-11-21T09:04:00.000000Z names" in said


@pytest.mark.req("TMP-9")
def test_an_older_copy_exported_anew_fails_against_the_checkpoints(tmp_path):
    lines = make(tmp_path)
    older = json.loads(lines[4])["digest"]
    code, said = run(tmp_path, [header(Head("trial:1", 4, older)), *lines[1:5]])
    assert code == 1
    assert "says 6 entries, here are 4 (tail cut or older copy)" in said


def test_an_export_older_than_a_checkpoint_says_so(tmp_path):
    lines = make(tmp_path)
    older = json.loads(lines[4])["digest"]
    at = "2026-11-21T09:04:30.000000Z"
    code, said = run(tmp_path, [header(Head("trial:1", 4, older), at), *lines[1:5]])
    assert code == 0
    assert "2 checkpoints are younger than this export" in said
    forged = json.loads(header(Head("trial:1", 4, older)))
    forged["checkpoint"]["at"] = at
    code, said = run(tmp_path, [json.dumps(forged), *lines[1:5]])
    assert code == 1
    assert "checkpoint forged" in said


@pytest.mark.parametrize("lines", [[], ["rubbish"], ["{}"], ['{"format": "x", "key": "", "checkpoint": {}}']])
def test_what_is_no_export_is_said_so(tmp_path, lines):
    make(tmp_path)
    code, said = run(tmp_path, lines)
    assert code == 2
    assert "export.jsonl, line 1: " in said


def test_what_is_no_checkpoint_file_is_said_so(tmp_path):
    lines = make(tmp_path)
    (tmp_path / "checkpoints.jsonl").write_text("rubbish\n")
    code, said = run(tmp_path, lines)
    assert code == 2
    assert "checkpoints.jsonl, line 1: not a checkpoint" in said


def test_the_program_shares_no_code_with_the_server():
    assert "centralis." not in PROGRAM.read_text(encoding="utf-8").replace("centralis-ledger", "")
