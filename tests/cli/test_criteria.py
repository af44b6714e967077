"""The public commands of the criteria: answers, sentences, exit codes."""

import json

import pytest
from typer.testing import CliRunner

from centralis.cli.criteria import criteria_app

RUNNER = CliRunner()
CASE = {
    "parameters": {},
    "time_points": [
        {"day": day, "targets": [{"id": "T1", "organ": "liver", "node": False, "state": "measured", "diameter_mm": mm}]}
        for day, mm in ((0, 80), (56, 50), (112, 62))
    ],
}


def run(app, *arguments):
    return RUNNER.invoke(app, [str(one) for one in arguments])


@pytest.fixture
def write(tmp_path):
    def put(name, text):
        path = tmp_path / name
        path.write_text(text if isinstance(text, str) else json.dumps(text))
        return path

    return put


def test_list_and_schema():
    found = json.loads(run(criteria_app, "list", "--json").stdout)
    assert "recist-1.1" in [one["name"] for one in found]
    assert "recist-1.1" in run(criteria_app, "list").stdout
    assert json.loads(run(criteria_app, "schema", "recist-1.1").stdout)["title"] == "RECIST 1.1 case"


def test_assess_prints_the_answer(write):
    result = run(criteria_app, "assess", "recist-1.1", write("case.json", CASE))
    answer = json.loads(result.stdout)
    assert (result.exit_code, answer["best_overall_response"]) == (0, "PR")
    assert answer["time_points"][2]["sentence"] == "PD: sum 62.0 mm is 24 % and 12.0 mm above nadir 50.0 mm"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("{", "not the JSON"),
        ("[1]", "expected an object"),
        ('{"time_points": []}', "time_points"),
        ('{"time_points": [{"day": 0}], "time_points": [{"day": 0}]}', "twice"),
        ('{"time_points": [{"day": NaN}]}', "NaN"),
        ('{"time_points": [{"day": 0, "targets": [{"id": "T1", "diameter_mm": "x"}]}]}', "targets[0].diameter_mm"),
        ("[" * 200_000, "nested"),
    ],
)
def test_assess_refuses_bad_cases(write, text, word):
    result = run(criteria_app, "assess", "recist-1.1", write("case.json", text))
    assert (result.exit_code, result.stdout) == (2, "")
    assert word in result.stderr
    assert "case.json" in result.stderr


def test_unknown_criterion_and_missing_file(tmp_path):
    result = run(criteria_app, "schema", "recist")
    assert result.exit_code == 2
    assert "recist-1.1" in result.stderr
    result = run(criteria_app, "assess", "recist-1.1", tmp_path / "none.json")
    assert (result.exit_code, "none.json" in result.stderr) == (2, True)
