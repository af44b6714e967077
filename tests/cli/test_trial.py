"""`centralis trial check|diff|schema` as scripts use it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import centralis.apps.trials.definition as package
from centralis.cli.trial import trial_app

EXAMPLE = Path(package.__file__).with_name("example.yaml")


def run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(trial_app, [str(one) for one in arguments])
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    file = tmp_path / "bad.yaml"
    file.write_text(EXAMPLE.read_text().replace("kvp: {min: 100", "kvp: {min: 150"))
    return file


def test_check_says_what_the_file_is() -> None:
    code, out, err = run("check", EXAMPLE)
    assert (code, err) == (0, "")
    assert out.endswith(
        "ok. CEN-301 version 1.0: 4 scheduled visits, 1 acquisition requirement, 2 readers by recist-1.1.\n"
    )


def test_check_names_file_line_field_and_expected(bad: Path) -> None:
    code, out, err = run("check", bad)
    assert (code, out) == (2, "")
    assert err == (
        f"{bad}:34: acquisition.ct_cap.series[0].rules.kvp.min: The interval of kvp is empty: min is above max. "
        "Expected at most max, 140; found 150.\n"
    )


def test_check_json(bad: Path) -> None:
    code, out, _ = run("check", bad, "--json")
    answer = json.loads(out)
    assert (code, answer["ok"], answer["protocol"]) == (2, False, None)
    assert [(one["line"], one["field"]) for one in answer["problems"]] == [
        (34, "acquisition.ct_cap.series[0].rules.kvp.min")
    ]
    code, out, _ = run("check", EXAMPLE, "--json")
    assert (code, json.loads(out)["ok"], json.loads(out)["version"]) == (0, True, "1.0")


@pytest.mark.parametrize("missing", ["nothing.yaml", "."])
def test_a_file_that_cannot_be_read(tmp_path: Path, missing: str) -> None:
    code, out, err = run("check", tmp_path / missing)
    assert (code, out) == (2, "")
    assert "The file cannot be read. Expected a readable file" in err


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    file = tmp_path / "large.yaml"
    file.write_bytes(b"x" * 3_000_000)
    code, _, err = run("check", file)
    assert code == 2
    assert "The file is too large." in err


def test_diff(tmp_path: Path, bad: Path) -> None:
    new = tmp_path / "new.yaml"
    new.write_text(EXAMPLE.read_text().replace("washout_days: 28", "washout_days: 42"))
    assert run("diff", EXAMPLE, new) == (0, "reading: reading › washout days changes from 28 to 42.\n", "")
    assert run("diff", EXAMPLE, EXAMPLE) == (0, "The two files ask for the same.\n", "")
    code, out, _ = run("diff", EXAMPLE, new, "--json")
    assert (code, json.loads(out)["changes"][0]["path"]) == (0, "reading.washout_days")
    code, out, err = run("diff", EXAMPLE, bad)
    assert (code, out) == (2, "")
    assert f"{bad}:34:" in err


def test_schema_is_json() -> None:
    code, out, _ = run("schema")
    assert (code, json.loads(out)["$id"]) == (0, "urn:centralis:trial:1")
