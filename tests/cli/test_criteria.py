"""The public commands of criteria and endpoints: answers, sentences, exit codes."""

import csv
import io
import json

import pytest
from typer.testing import CliRunner

from centralis.cli.criteria import criteria_app, endpoints_app

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


def test_best_response_meets_the_shared_answers(shared_data):
    folder = shared_data / "answers" / "response"
    expected = folder / "best_overall_response_expected.csv"
    result = run(
        endpoints_app,
        "best-response",
        folder / "best_overall_response.csv",
        "--reference",
        expected,
        "--sd-days",
        28,
    )
    assert result.exit_code == 0
    assert result.stdout.startswith("subject,best_response,date\n")
    with expected.open(newline="") as lines:
        wanted = [{key: row[key] for key in ("subject", "best_response", "date")} for row in csv.DictReader(lines)]
    assert list(csv.DictReader(io.StringIO(result.stdout))) == wanted


def test_best_response_takes_its_options(write):
    responses = write("r.csv", "subject,date,response\n1,2026-03-01,PR\n1,2026-03-29,pr\n")
    reference = write("s.csv", "subject,reference_date\n1,2026-01-01\n2,2026-01-01\n")
    base = ("best-response", responses, "--reference", reference)
    assert run(endpoints_app, *base, "--confirm-days", 28).stdout.splitlines()[1:] == ["1,PR,2026-03-01", "2,MISSING,"]
    found = run(endpoints_app, *base, "--confirm-days", 29, "--missing-as-ne", "--profile", "admiral")
    assert found.stdout.splitlines()[1:] == ["1,SD,2026-03-01", "2,NE,"]


@pytest.mark.parametrize(
    ("responses", "reference", "words"),
    [
        ("subject,date\n1,2026-01-01\n", "subject,reference_date\n1,2026-01-01\n", ["r.csv", "response", "missing"]),
        ("", "subject,reference_date\n1,2026-01-01\n", ["r.csv", "header"]),
        ("subject,date,response\n1,2026-01-32,PR\n", "subject,reference_date\n1,2026-01-01\n", ["row 2", "2026-01-32"]),
        ("subject,date,response\n1,2026-01-02,iCR\n", "subject,reference_date\n1,2026-01-01\n", ["row 2", "iCR", "NE"]),
        ("subject,date,response\n9,2026-01-02,PR\n", "subject,reference_date\n1,2026-01-01\n", ["row 2", "subject 9"]),
        ("subject,date,response\n1,,PR\n", "subject,reference_date\n1,2026-01-01\n", ["row 2", "date is empty"]),
        (
            "subject,date,response\n1,2026-01-02,PR\n1,2026-01-02,SD\n",
            "subject,reference_date\n1,2026-01-01\n",
            ["row 3", "two responses"],
        ),
        (
            "subject,date,response\n",
            "subject,reference_date\n1,2026-01-01\n1,2026-01-01\n",
            ["row 3", "twice"],
        ),
    ],
)
def test_best_response_refuses_bad_rows(write, responses, reference, words):
    files = write("r.csv", responses), "--reference", write("s.csv", reference)
    result = run(endpoints_app, "best-response", *files)
    assert (result.exit_code, result.stdout) == (2, "")
    assert all(word in result.stderr for word in words)


def test_rate():
    found = json.loads(run(endpoints_app, "rate", 4, 10).stdout)
    assert (round(found["lower"], 4), round(found["upper"], 4), found["rate"]) == (0.1216, 0.7376, 0.4)
    assert found["ci"] == [found["lower"], found["upper"]]
    narrower = json.loads(run(endpoints_app, "rate", 4, 10, "--level", 0.9).stdout)
    assert narrower["lower"] > found["lower"]


@pytest.mark.parametrize("arguments", [(11, 10), (0, 0), (1, 2, "--level", 2)])
def test_rate_refuses_impossible_counts(arguments):
    result = run(endpoints_app, "rate", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "expected" in result.stderr or "needs" in result.stderr
