"""`centralis mrmc-location`, `mrmc-subgroups` and `mrmc-chart`: answers, and a sentence with exit code 2."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from centralis.cli import app

runner = CliRunner()


@pytest.fixture
def by_site(shared_data, tmp_path):
    """Van Dyke's ratings with made-up sites: cases 1 to 4 in D, the others in A, B and C by turns."""
    path = tmp_path / "ratings.csv"
    with (shared_data / "answers/mrmc/van_dyke.csv").open(newline="") as source, path.open("w", newline="") as out:
        rows = csv.DictReader(source)
        made = csv.writer(out)
        made.writerow(["reader", "test", "case", "truth", "rating", "site"])
        for row in rows:
            site = "D" if int(row["case"]) < 5 else "ABC"[int(row["case"]) % 3]
            made.writerow([row["reader"], row["test"], row["case"], row["truth"], row["rating"], site])
    return str(path)


@pytest.fixture
def location(tmp_path):
    """Three cases with lesions and three without, two readers, two tests; all lesions found under test 2."""
    lesions = tmp_path / "lesions.csv"
    lesions.write_text("case,lesion\n1,\n2,\n3,\n4,a\n5,a\n5,b\n6,a\n")
    marks = tmp_path / "marks.csv"
    rows = ["r1,1,1,,2", "r1,1,4,a,3", "r1,1,5,b,1", "r1,1,6,a,2", "r2,1,2,,1", "r2,1,4,a,2", "r2,1,6,,3"]
    rows += [f"{reader},2,{case}" for reader in ("r1", "r2") for case in ("4,a,3", "5,a,2", "5,b,3", "6,a,2", "3,,1")]
    marks.write_text("\n".join(["reader,test,case,lesion,rating", *rows]) + "\n")
    return str(marks), str(lesions)


def ask(*arguments):
    done = runner.invoke(app, list(arguments))
    assert done.exit_code == 0, done.stderr
    assert done.stderr == ""
    return json.loads(done.stdout)


def refused(*arguments):
    done = runner.invoke(app, list(arguments))
    assert done.exit_code == 2
    assert done.stdout == ""
    return done.stderr


def test_location_answers_as_the_analysis_of_areas_does(location):
    found = ask("mrmc-location", *location)
    assert found["wafroc"]["2"] == {"r1": 1.0, "r2": 1.0}
    # r1, test 1: against the case marked 2: lesions 3, -, 1, 2 give (1 + 0 + 0.5)/3; against two unmarked ones
    # 1, (1/2 + 1)/2, 1 give 2.75/3 each.
    assert found["wafroc"]["1"]["r1"] == pytest.approx((1.5 / 3 + 2 * 2.75 / 3) / 3)
    assert found["difference"] == pytest.approx(sum(found["wafroc"]["1"].values()) / 2 - 1)
    assert found["parameters"] == {"figure": "wafroc", "random": "readers-and-cases", "level": 0.95}
    assert set(found["packages"]) == {"centralis", "numpy", "scipy"}
    assert "afroc1" in ask("mrmc-location", *location, "--figure", "afroc1")


def test_location_refuses_in_a_sentence(location, tmp_path):
    marks, lesions = location
    other = tmp_path / "other.csv"
    other.write_text("reader,test,case,lesion,rating\nr1,1,9,,2\n")
    assert "Row 2: case 9 is not in the table of lesions" in refused("mrmc-location", str(other), lesions)
    other.write_text("reader;test;case;lesion;rating\n")
    assert "separated by semicolons" in refused("mrmc-location", str(other), lesions)
    assert "cannot be read" in refused("mrmc-location", marks, str(tmp_path / "none.csv"))


def test_subgroups_have_counts_results_and_reasons(by_site):
    found = ask("mrmc-subgroups", by_site, "--by", "site")
    assert [group["group"] for group in found["groups"]] == ["A", "B", "C", "D"]
    assert sum(group["diseased"] for group in found["groups"]) == 45
    assert f"{found['overall']['comparisons'][0]['se']:.5f}" == "0.02075"
    assert found["groups"][0]["comparisons"][0]["ci"] is not None
    assert "at least 10 of each" in found["groups"][3]["reason"]
    assert [one["what"] for one in found["heterogeneity"]] == ["1", "2", "1 - 2"]
    assert found["method"] == "mrmc-subgroups"
    by_u = ask("mrmc-subgroups", by_site, "--by", "site", "--engine", "u-statistic")
    assert f"{by_u['overall']['comparisons'][0]['se']:.6f}" == "0.020672"


def test_ages_are_told_in_bands(by_site, tmp_path):
    text = Path(by_site).read_text().replace("site", "age", 1)
    for site, age in (("A", "30"), ("B", "50"), ("C", "70"), ("D", "")):
        text = text.replace(f",{site}\n", f",{age}\n")
    path = tmp_path / "ages.csv"
    path.write_text(text)
    found = ask("mrmc-subgroups", str(path), "--by", "age", "--edge", "40", "--edge", "65")
    assert [group["group"] for group in found["groups"]] == [
        "0 to under 40",
        "40 to under 65",
        "65 and over",
        "not known",
    ]
    assert found["parameters"]["edges_years"] == [40, 65]
    assert "bands need an age" in refused("mrmc-subgroups", by_site, "--by", "site", "--edge", "40")


def test_subgroups_refuse_in_a_sentence(by_site):
    assert "the column maker is missing" in refused("mrmc-subgroups", by_site, "--by", "maker")
    assert "reader is a column of every read" in refused("mrmc-subgroups", by_site, "--by", "reader")
    assert "needs a threshold" in refused("mrmc-subgroups", by_site, "--by", "site", "--figure", "sensitivity")


def test_charts_are_whole_specifications(by_site):
    roc = ask("mrmc-chart", by_site)
    assert roc["title"] == "ROC curves, ratings.csv"
    assert {row["reader"] for row in roc["data"]["values"]} >= {"1", "5", "average of the readers"}
    forest = ask("mrmc-chart", by_site, "--by", "site")
    assert [row["group"] for row in forest["data"]["values"]] == ["all cases", "A", "B", "C", "D"]
    assert "at least 2" in refused("mrmc-chart", by_site, "--by", "site", "--fewest", "1")
