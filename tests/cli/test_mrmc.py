"""`centralis mrmc` and `centralis mrmc-power`: the answers of the contracts, and a sentence with exit code 2."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from centralis.cli import app

runner = CliRunner()
HEADER = "reader,test,case,truth,rating"


@pytest.fixture
def van_dyke(shared_data):
    return str(shared_data / "answers/mrmc/van_dyke.csv")


def ask(*arguments):
    done = runner.invoke(app, list(arguments))
    assert done.exit_code == 0, done.stderr
    assert done.stderr == ""
    return json.loads(done.stdout)


def test_van_dyke_as_the_contract_prints_it(van_dyke):
    found = ask("mrmc", van_dyke)
    assert f"{found['difference']:.5f}" == "-0.04380"
    assert f"{found['se']:.5f}" == "0.02075"
    assert f"{found['f']:.4f}" == "4.4563"
    assert (found["df1"], f"{found['df2']:.2f}", f"{found['p']:.5f}") == (1, "15.26", "0.05167")
    assert [f"{limit:.5f}" for limit in found["ci"]] == ["-0.08796", "0.00036"]
    parts = found["components"]
    assert [f"{parts[name]:.8f}" for name in ("var", "cov1", "cov2", "cov3", "ms_t", "ms_tr", "ms_r")] == [
        "0.00080229",
        "0.00034661",
        "0.00034407",
        "0.00023903",
        "0.00479617",
        "0.00055103",
        "0.00383620",
    ]
    assert f"{found['auc']['2']['4']:.8f}" == "0.99935588"
    assert found["design"] == "factorial"
    assert found["method"] == "mrmc-obuchowski-rockette"
    assert found["parameters"]["method"] == "jackknife"
    assert set(found["packages"]) == {"centralis", "numpy", "scipy"}
    assert found["reasons"] == []


def test_fixed_readers_and_fixed_cases(van_dyke):
    cases = ask("mrmc", van_dyke, "--random", "cases")
    assert (f"{cases['chi2']:.5f}", cases["df2"], f"{cases['p']:.4f}") == ("5.47595", None, "0.0193")
    assert "chi-squared" in cases["reasons"][0]
    assert [row["reader"] for row in cases["readers"]] == ["1", "2", "3", "4", "5"]
    readers = ask("mrmc", van_dyke, "--random", "readers")
    assert (f"{readers['f']:.3f}", readers["df2"], f"{readers['p']:.4f}") == ("8.704", 4.0, "0.0420")


def test_other_covariances_and_figures(van_dyke):
    delong = ask("mrmc", van_dyke, "--method", "delong")
    assert (f"{delong['f']:.6f}", f"{delong['p']:.8f}") == ("4.484854", "0.05123303")
    drawn = ask("mrmc", van_dyke, "--method", "bootstrap", "--seed", "4", "--replicates", "200")
    assert (drawn["parameters"]["seed"], drawn["parameters"]["replicates"]) == (4, 200)
    assert drawn == ask("mrmc", van_dyke, "--method", "bootstrap", "--seed", "4", "--replicates", "200")
    sensitivity = ask("mrmc", van_dyke, "--figure", "sensitivity", "--threshold", "3")
    assert f"{sensitivity['f']:.6f}" == "6.689493"
    assert set(sensitivity["sensitivity"]) == {"1", "2"}


def test_the_u_statistic(van_dyke):
    found = ask("mrmc", van_dyke, "--method", "u-statistic")
    assert f"{found['difference']:.8f}" == "-0.04380032"
    assert f"{found['se']:.8f}" == "0.02067154"
    assert found["method"] == "mrmc-u-statistic"
    assert len(found["components"]["moments"]) == 8


def test_a_margin(van_dyke):
    found = ask("mrmc", van_dyke, "--margin", "0.05", "--new", "2", "--reference", "1")["margin_test"]
    assert (found["noninferior"], found["superior"], found["alpha_one_sided"]) == (True, False, 0.025)
    assert [f"{limit:.5f}" for limit in found["ci"]] == ["-0.00036", "0.08796"]


def test_power_and_sample_size(van_dyke):
    plan = ("mrmc-power", van_dyke, "--effect", "0.043800322")
    (power,) = ask(*plan, "--readers", "10", "--cases", "165")["plans"]
    assert f"{power['power']:.8f}" == "0.80541995"
    (cases,) = ask(*plan, "--readers", "6")["plans"]
    assert cases["cases"] == 251
    (readers,) = ask(*plan, "--cases", "251")["plans"]
    assert readers["readers"] == 6
    table = ask(*plan)
    assert [row["readers"] for row in table["plans"]] == list(range(3, 16))
    assert (table["plans"][0]["cases"], "never reach" in table["plans"][0]["reason"]) == (None, True)
    assert table["pilot"]["cases"] == 114


def test_an_algorithm_against_readers(van_dyke, tmp_path):
    """Reader 4's reads of test 2 stand for an algorithm; the others are test 1's readers."""
    lines = Path(van_dyke).read_text(encoding="utf-8").splitlines()
    rows = [line.split(",") for line in lines[1:]]
    people = [f"{reader},people,{rest}" for reader, test, *cells in rows if test == "1" for rest in [",".join(cells)]]
    machine = [f"AI,ai,{','.join(cells)}" for reader, test, *cells in rows if (reader, test) == ("4", "2")]
    path = tmp_path / "ai.csv"
    path.write_text("\n".join([HEADER, *people, *machine]))
    found = ask("mrmc", str(path))
    assert (found["design"], found["method"]) == ("one-reader-against-many", "mrmc-split-plot")
    assert f"{found['difference']:.8f}" == f"{0.99935588 - 0.89703704:.8f}"
    assert found["auc"]["people"]["AI"] is None
    assert any("did not read" in reason for reason in found["reasons"])
    assert any("taken as fixed" in reason for reason in found["reasons"])


def test_three_tests_have_pairs_and_no_one_difference(tmp_path):
    rows = [
        f"{reader},{test},{case},{int(case < 4)},{(case * 7 + reader * 3 + test * 5) % 11 + 3 * (case < 4)}"
        for reader in range(3)
        for test in range(3)
        for case in range(9)
    ]
    path = tmp_path / "three.csv"
    path.write_text("\n".join([HEADER, *rows]))
    found = ask("mrmc", str(path))
    assert (found["difference"], found["df1"], len(found["comparisons"])) == (None, 2, 3)
    assert "more than two tests" in found["reasons"][0]


GOOD = [
    "1,A,a,1,3",
    "1,A,b,1,4",
    "1,A,c,0,1",
    "1,A,d,0,2",
    "2,A,a,1,2",
    "2,A,b,1,4",
    "2,A,c,0,3",
    "2,A,d,0,1",
]


def _second(rows):
    return [row.replace(",A,", ",B,") for row in rows]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("\n".join([HEADER, *GOOD, "1,A,a,1,5"]), "row 10: reader 1 rated case a under test A twice (first in row 2)"),
        ("\n".join([HEADER, *GOOD, "1,A,e,,5"]), "row 10: case e has no truth"),
        ("\n".join([HEADER, *GOOD, "1,A,e,2,5"]), "row 10, column truth: '2' is not a flag"),
        ("\n".join([HEADER, *GOOD, "1,B,a,0,5"]), "row 10: case a is 0 here and 1 before it"),
        ("\n".join([HEADER, *GOOD, "3,A,a,1,"]), "Reader 3 has no rating at all"),
        ("\n".join([HEADER, *[row[:-1] + "3" for row in GOOD]]), "All ratings equal 3"),
        ("\n".join([HEADER, *[row for row in GOOD if ",b," not in row]]), "There is 1 diseased case"),
        ("\n".join([HEADER, *GOOD, *_second(GOOD)[:-1]]), "first: reader 2, case d, test B"),
        ("\n".join([HEADER, *GOOD, '1,A,e,1,"3,5"']), "decimal comma"),
        ("\n".join([HEADER.replace(",", ";"), *GOOD]), "separated by semicolons"),
        ("reader,test,case,rating\n1,A,a,3", "the column truth is missing"),
        (HEADER + "\n", "There are no ratings"),
        ("\n".join([HEADER, *[row for row in GOOD if row[0] == "1"]]), "There is one reader"),
    ],
)
def test_bad_ratings_are_one_sentence(tmp_path, text, sentence):
    path = tmp_path / "bad.csv"
    path.write_text(text)
    done = runner.invoke(app, ["mrmc", str(path)])
    assert done.exit_code == 2
    assert done.stdout == ""
    assert sentence.lower() in done.stderr.lower()
    assert done.stderr.count("\n") == 1
    assert "bad.csv" in done.stderr


def test_a_byte_order_mark_is_taken_off(tmp_path):
    path = tmp_path / "bom.csv"
    path.write_text("\ufeff" + "\n".join([HEADER, *GOOD]), encoding="utf-8")
    found = ask("mrmc", str(path))
    assert found["reasons"][0] == "There is one test, so there is nothing to compare."
    assert "has none (design factorial, tests 1, readers 2)" in found["reasons"][1]
    assert (found["difference"], found["p"]) == (None, None)
    assert found["tests"][0]["estimate"] == pytest.approx((1.0 + 0.75) / 2)


@pytest.mark.parametrize(
    ("extra", "sentence"),
    [
        (["--level", "95"], "confidence level 95 is not between 0 and 1"),
        (["--figure", "specificity"], "specificity needs a threshold"),
        (["--threshold", "3"], "A threshold has no meaning"),
        (["--margin", "0.05"], "A margin needs --new and --reference"),
        (["--new", "2"], "give --margin too"),
        (["--margin", "0.05", "--new", "3", "--reference", "1"], "There is no test '3'"),
        (["--margin", "0.05", "--method", "u-statistic"], "leave the margin out"),
        (["--method", "bootstrap", "--replicates", "3"], "3 bootstrap draws are too few"),
        (["--method", "delong", "--figure", "sensitivity", "--threshold", "3"], "covariance is one of areas"),
    ],
)
def test_bad_requests_are_one_sentence(van_dyke, extra, sentence):
    done = runner.invoke(app, ["mrmc", van_dyke, *extra])
    assert done.exit_code == 2
    assert done.stdout == ""
    assert sentence in done.stderr


def test_a_file_that_is_not_there(tmp_path):
    done = runner.invoke(app, ["mrmc", str(Path(tmp_path) / "none.csv")])
    assert (done.exit_code, done.stdout) == (2, "")
    assert "cannot be read" in done.stderr
