"""The public commands of the endpoints: answers, sentences, exit codes."""

import csv
import io
import json

import pytest
from lifelines.datasets import load_lung
from typer.testing import CliRunner

from centralis.cli.endpoints import endpoints_app
from centralis.core.endpoints.table import MOST_BYTES

RUNNER = CliRunner()


def run(app, *arguments):
    return RUNNER.invoke(app, [str(one) for one in arguments])


@pytest.fixture
def write(tmp_path):
    def put(name, text):
        path = tmp_path / name
        path.write_text(text)
        return path

    return put


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


def test_survival_of_lung_as_r_prints_it(write):
    """survfit with conf.type "log-log", survdiff and coxph of R's package survival, by sex."""
    lung = load_lung()
    lines = [f"{row.Index},{row.time},{row.status},{row.sex}" for row in lung.itertuples()]
    result = run(endpoints_app, "survival", write("t.csv", "subject,time,event,group\n" + "\n".join(lines)))
    assert result.exit_code == 0, result.stderr
    answer = json.loads(result.stdout)
    women = answer["groups"]["2"]
    assert (women["n"], women["events"], women["median"], women["median_ci"]) == (90, 53, 426, [345, 524])
    assert answer["groups"]["1"]["median_ci"] == [210, 306]
    assert (round(answer["log_rank"]["chi2"], 4), answer["log_rank"]["df"]) == (10.3267, 1)
    assert round(answer["log_rank"]["p"], 8) == 0.00131116
    cox = answer["cox"]
    assert (cox["reference"], round(cox["coef"], 4), round(cox["se"], 4)) == ("1", -0.5310, 0.1672)
    assert [round(one, 4) for one in (cox["hazard_ratio"], *cox["ci"])] == [0.5880, 0.4237, 0.8160]
    assert answer["parameters"] == {"conf_type": "log-log", "ties": "efron", "level": 0.95}
    assert set(answer["packages"]) == {"centralis", "numpy", "scipy"}
    assert answer["method"] == "kaplan-meier, log-rank, cox"


def test_survival_without_groups_and_with_options(write):
    path = write("t.csv", "\ufeffsubject,event,time\na,1,2\nb,0,3\nc,1,3\nd,1,5\n")
    answer = json.loads(run(endpoints_app, "survival", path, "--conf-type", "plain", "--level", 0.9).stdout)
    assert (answer["n"], answer["events"], answer["median"], "cox" in answer) == (4, 3, 4.0, False)
    assert [(row["time"], row["at_risk"], row["survival"]) for row in answer["survival"]] == [
        (2, 4, 0.75),
        (3, 3, 0.5),
        (5, 1, 0),
    ]
    assert (answer["survival"][2]["lower"], answer["survival"][2]["se"]) == (None, None)
    assert "survival is 0 and has no standard error" in answer["reason"]


def test_survival_at_given_times(write):
    """Rows of summary(survfit(Surv(time, status) ~ 1, lung), times = c(200, 400)) as R prints them, conf.type log."""
    lung = load_lung()
    lines = [f"{row.Index},{row.time},{row.status}" for row in lung.itertuples()]
    path = write("t.csv", "subject,time,event\n" + "\n".join(lines))
    options = ("--conf-type", "log", "--at", 200, "--at", 400, "--at", 2000)
    rows = json.loads(run(endpoints_app, "survival", path, *options).stdout)["at"]
    found = [(row["at_risk"], *(round(row[key], 3) for key in ("survival", "lower", "upper"))) for row in rows[:2]]
    assert found == [(144, 0.680, 0.622, 0.744), (57, 0.377, 0.313, 0.454)]
    assert rows[2] == {
        "time": 2000,
        "at_risk": 0,
        "survival": None,
        "lower": None,
        "upper": None,
        "reason": "The follow-up ends at 1022.",
    }
    result = run(endpoints_app, "survival", path, "--at", -1)
    assert (result.exit_code, "times of 0 or more" in result.stderr) == (2, True)


def test_best_response_refuses_what_comes_after_the_cut_off(write):
    responses = write("r.csv", "subject,date,response\n1,2026-03-01,PR\n1,2026-03-29,pr\n")
    reference = write("s.csv", "subject,reference_date\n1,2026-01-01\n")
    base = ("best-response", responses, "--reference", reference, "--cut-off")
    assert run(endpoints_app, *base, "2026-03-29").stdout.splitlines()[1:] == ["1,PR,2026-03-01"]
    result = run(endpoints_app, *base, "2026-03-28")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "r.csv: row 3, column date: 2026-03-29 is after the data cut-off on 2026-03-28." in result.stderr


def test_survival_with_strata_and_a_group_without_events(write):
    text = "subject,time,event,group,stratum\na,1,1,A,x\nb,2,1,A,y\nc,3,0,B,x\nd,4,0,B,y\n"
    answer = json.loads(run(endpoints_app, "survival", write("t.csv", text), "--ties", "breslow").stdout)
    assert answer["log_rank"]["strata"] == 2
    assert (answer["cox"]["hazard_ratio"], answer["cox"]["ties"]) == (None, "breslow")
    assert "Group B has no events" in answer["cox"]["reason"]
    assert "did not fall to 0.5" in answer["groups"]["B"]["reason"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("subject,time,event\n", ["no rows"]),
        ("subject,time\n1,2\n", ["column event is missing"]),
        ("subject,time,event\n1,2,2\n", ["row 2, column event", "1 or 0"]),
        ("subject,time,event\n1,-2,1\n", ["row 2, column time", "below 0"]),
        ('subject,time,event\n1,"2,5",1\n', ["row 2, column time", "decimal comma"]),
        ("subject;time;event\n1;2,5;1\n", ["semicolons"]),
        ("subject,time,event\n1,2,1\n1,3,0\n", ["row 3", "stands twice, first in row 2"]),
        ("subject,time,event,group\n1,2,1,\n", ["row 2, column group", "empty"]),
    ],
)
def test_survival_refuses_bad_rows(write, text, words):
    result = run(endpoints_app, "survival", write("t.csv", text))
    assert (result.exit_code, result.stdout) == (2, "")
    assert all(word in result.stderr for word in ["t.csv", *words])


def test_a_file_of_two_gigabytes_is_refused_unread(tmp_path):
    """A sparse file: nothing of it is read."""
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(2 * 1024**3)
    result = run(endpoints_app, "survival", path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"larger than {MOST_BYTES:,} bytes" in result.stderr


def test_missing_files_and_bad_levels(tmp_path, write):
    result = run(endpoints_app, "survival", tmp_path / "none.csv")
    assert (result.exit_code, "none.csv: cannot be read" in result.stderr) == (2, True)
    result = run(endpoints_app, "survival", write("t.csv", "subject,time,event\n1,2,1\n"), "--level", 95)
    assert (result.exit_code, "between 0 and 1" in result.stderr) == (2, True)


def test_difference_as_newcombe_prints_it():
    """Newcombe 1998, table II, column a."""
    found = json.loads(run(endpoints_app, "difference", 56, 70, 48, 80).stdout)
    assert [round(one, 4) for one in (found["difference"], *found["ci"])] == [0.2, 0.0528, 0.3382]
    found = json.loads(run(endpoints_app, "difference", 56, 70, 48, 80, "--method", "newcombe").stdout)
    assert ([round(one, 4) for one in found["ci"]], found["method"]) == ([0.0524, 0.3339], "newcombe")
    result = run(endpoints_app, "difference", 3, 2, 1, 2)
    assert (result.exit_code, "3 responders among 2" in result.stderr) == (2, True)


RESPONSES = (
    "subject,date,response,counts_from\n"
    "S1,2026-02-26,SD,\nS1,2026-04-23,PD,2026-02-26\n"
    "S2,2026-02-26,SD,\nS2,2026-04-23,PD,\n"
    "S3,2026-02-26,SD,\n"
)
FACTS = (
    "subject,reference_date,group,death_date,new_therapy_date\n"
    "S1,2026-01-01,A,,\nS2,2026-01-01,A,,2026-03-01\nS3,2026-01-01,B,2026-10-28,\nS4,2026-01-01,B,,\n"
)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (
            ("--interval-days", 56, "--window-days", 7),
            [("57", "1", "progression"), ("57", "0", "new-therapy"), ("57", "0", "missed-visits")],
        ),
        (
            ("--planned-day", 112, "--planned-day", 168, "--window-days", 7),
            [("57", "1", "progression"), ("57", "0", "new-therapy"), ("57", "0", "missed-visits")],
        ),
        (
            ("--rules", "ema-2012"),
            [("57", "1", "progression"), ("113", "1", "progression"), ("301", "1", "death")],
        ),
        (
            ("--rules", "ema-2012", "--endpoint", "ttp"),
            [("57", "1", "progression"), ("113", "1", "progression"), ("57", "0", "death-without-progression")],
        ),
    ],
)
def test_progression_free_by_rule_set(write, options, expected):
    """S4 has no assessment: censored at the start by every set."""
    files = write("r.csv", RESPONSES), "--reference", write("f.csv", FACTS)
    result = run(endpoints_app, "progression-free", *files, *options)
    assert result.exit_code == 0, result.stderr
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [(row["time"], row["event"], row["rule"]) for row in rows] == [*expected, ("1", "0", "no-assessment")]
    assert [row["group"] for row in rows] == ["A", "A", "B", "B"]
    assert (rows[0]["provenance"], rows[0]["rules"]) == (
        "r.csv row 3",
        "ema-2012" if "ema-2012" in options else "fda-2018-a",
    )


def test_progression_free_feeds_survival(write):
    files = write("r.csv", RESPONSES), "--reference", write("f.csv", FACTS)
    times = run(endpoints_app, "progression-free", *files, "--rules", "ema-2012").stdout
    answer = json.loads(run(endpoints_app, "survival", write("t.csv", times)).stdout)
    assert [(answer["groups"][name]["n"], answer["groups"][name]["events"]) for name in "AB"] == [(2, 2), (2, 1)]


@pytest.mark.parametrize(
    ("facts", "options", "words"),
    [
        (FACTS, (), ["fda-2018-a", "visit interval"]),
        (FACTS, ("--rules", "fda"), ["expected one of fda-2007-a"]),
        (FACTS, ("--rules", "ema-2012", "--cut-off", "2026-03-31"), ["r.csv: row 3", "after the data cut-off"]),
        (FACTS, ("--rules", "ema-2012", "--cut-off", "2026-05-01"), ["f.csv: row 4", "S3", "death on 2026-10-28"]),
        (FACTS, ("--cut-off", "31.03.2026"), ["--cut-off", "year-month-day"]),
        ("subject,reference_date\nS1,2026-01-01\n", (), ["r.csv: row 4", "S2 has no reference date"]),
        (FACTS.replace("S1,2026-01-01", "S1,2026-03-01"), (), ["f.csv: row 2", "before the start on 2026-03-01"]),
        (FACTS.replace("2026-10-28", "2026-02-01"), (), ["f.csv: row 4", "after the death on 2026-02-01"]),
    ],
)
def test_progression_free_refuses_records_that_cannot_be(write, facts, options, words):
    files = write("r.csv", RESPONSES), "--reference", write("f.csv", facts)
    result = run(endpoints_app, "progression-free", *files, *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert all(word in result.stderr for word in words), result.stderr
