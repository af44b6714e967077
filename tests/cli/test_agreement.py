"""`centralis agreement`: printed answers come out, bad input is one sentence and exit code 2."""

import json

import pytest
from typer.testing import CliRunner

from centralis.cli import app
from centralis.core.agreement import examples

runner = CliRunner()


def write(tmp_path, table=None, rows=None, header="case,reader,value", name="ratings.csv", start=""):
    if table is not None:
        rows = [
            f"{case},{reader},{value:g}"
            for case, row in zip(table.cases, table.values, strict=True)
            for reader, value in zip(table.readers, row, strict=True)
            if value is not None
        ]
    path = tmp_path / name
    path.write_text(start + "\n".join([header, *rows]) + "\n", encoding="utf-8")
    return str(path)


def run(*arguments):
    done = runner.invoke(app, ["agreement", *arguments])
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def skin(tmp_path):
    return write(tmp_path, examples.build_pairs_table(examples.expand_counts(examples.SKIN_CONDITION)))


@pytest.fixture
def judges(tmp_path):
    return write(tmp_path, examples.build_judges())


@pytest.fixture
def four(tmp_path):
    return write(tmp_path, examples.build_four_raters())


@pytest.fixture
def peak_flow(tmp_path):
    return write(tmp_path, examples.build_pairs_table(examples.build_peak_flow()), start="\ufeff")


def test_kappa_prints_the_number_of_sas_with_method_parameters_and_packages(skin):
    found = run("kappa", skin)
    assert (round(found["kappa"], 4), [round(limit, 4) for limit in found["ci"]]) == (0.3449, [0.2030, 0.4868])
    assert (found["method"], found["parameters"]["weights"], found["readers"]) == (
        "cohen-kappa",
        "identity",
        ["A", "B"],
    )
    assert set(found["packages"]) == {"centralis", "numpy", "scipy"}


def test_weighted_kappa_takes_either_weights(skin):
    assert round(run("weighted-kappa", skin)["kappa"], 4) == 0.5082
    found = run("weighted-kappa", skin, "--weights", "quadratic", "--level", "0.9")
    assert (round(found["kappa"], 4), found["parameters"]["level"]) == (0.6607, 0.9)


def test_more_than_two_readers_get_every_pair_and_the_mean(judges):
    found = run("weighted-kappa", judges)
    assert [one["readers"] for one in found["pairs"]][:2] == [["A", "B"], ["A", "C"]]
    assert found["mean_kappa"] == pytest.approx(sum(one["kappa"] for one in found["pairs"]) / 6)


def test_coefficients_for_missing_ratings(four):
    assert round(run("gwet", four)["ac"], 5) == 0.77544
    assert round(run("krippendorff", four, "--scale", "ordinal", "--resamples", "100")["alpha"], 3) == 0.815
    found = run("percent", four)
    assert (round(found["agreement"], 7), round(found["pabak"]["estimate"], 5)) == (0.8181818, 0.77273)


def test_fleiss(tmp_path):
    table = examples.build_psychiatrists()
    rows = [
        f"{c},{r},{v}"
        for c, row in zip(table.cases, table.values, strict=True)
        for r, v in zip(table.readers, row, strict=True)
    ]
    assert round(run("fleiss", write(tmp_path, rows=rows))["kappa"], 7) == 0.4139265


def test_icc_prints_the_form_asked_for_and_all_six(judges):
    found = run("icc", judges, "--form", "3,1")
    assert (round(found["icc"], 2), found["form"], found["mcgraw_wong"]) == (0.71, "ICC(3,1)", "ICC(C,1)")
    assert [round(one["estimate"], 2) for one in found["forms"].values()] == [0.17, 0.29, 0.71, 0.44, 0.62, 0.91]
    assert round(found["mean_squares"]["between_readers"], 2) == 32.49


def test_bland_altman_and_concordance(peak_flow):
    found = run("bland-altman", peak_flow)
    assert (round(found["bias"], 1), round(found["sd"], 1), found["cases"]) == (-2.1, 38.8, 17)
    assert [round(limit, 1) for limit in found["bias_ci"]] == [-22.0, 17.8]
    exact = run("bland-altman", peak_flow, "--limits", "exact")
    assert exact["upper_limit"] == found["upper_limit"]
    assert exact["upper_limit_ci"] != found["upper_limit_ci"]
    assert round(run("concordance", peak_flow)["ccc"], 3) == 0.943


def test_repeated_measurements(tmp_path):
    pairs = examples.build_cardiac_output()
    rows = [
        f"{case},{reader},{value},{number}"
        for case, values in pairs.items()
        for number, pair in enumerate(values)
        for reader, value in zip(("rv", "ic"), pair, strict=True)
    ]
    path = write(tmp_path, rows=rows, header="case,reader,value,replicate")
    assert round(run("bland-altman", path, "--true-value", "constant")["bias"], 2) == 0.71
    varying = run("bland-altman", path, "--true-value", "varies")
    assert round(varying["variance_parts"][1]["variance"] ** 0.5, 3) == 0.413
    refused = runner.invoke(app, ["agreement", "bland-altman", path])
    assert refused.exit_code == 2
    assert (
        "row 4: case 1 by rv stands in row 2 too. Where cases were measured repeatedly, give --true-value"
        in refused.stderr
    )


def test_repeatability(tmp_path):
    rows = [f"{child},device,{value:g}" for child, values in examples.build_children().items() for value in values]
    found = run("repeatability", write(tmp_path, rows=rows))["readers"]["device"]
    assert (round(found["wsd"], 1), found["df"]) == (21.5, 60)


def test_discordance(tmp_path):
    path = write(tmp_path, rows=["1,84,84", "2,84,", "3,,84", "4,,"], header="subject,first_day,second_day")
    found = run("discordance", path)
    assert (found["early_discrepancy_rate"]["rate"], found["late_discrepancy_rate"]["rate"]) == (0.5, 0.5)
    assert found["discordant"] == ["2", "3"]


def test_constant_ratings_print_null_with_a_reason(tmp_path):
    path = write(tmp_path, rows=["1,a,CR", "1,b,CR", "2,a,CR", "2,b,CR"])
    found = run("kappa", path)
    assert (found["kappa"], "chance alone agrees fully" in found["reason"]) == (None, True)
    assert run("fleiss", path)["kappa"] is None
    assert run("krippendorff", path)["alpha"] is None


def test_words_take_weights_in_their_order(tmp_path):
    path = write(tmp_path, rows=["1,a,low", "1,b,mid", "2,a,high", "2,b,high", "3,a,low", "3,b,low"])
    assert run("weighted-kappa", path, "--categories", "low,mid,high")["kappa"] == pytest.approx(
        1 - (0.5 / 3) / (4.5 / 9)
    )


@pytest.mark.parametrize(
    ("command", "text", "said"),
    [
        ("kappa", "case,reader,value\n1,a,CR\n1,a,PR\n", "row 3: case 1, reader a stands twice, first in row 2"),
        (
            "kappa",
            'case,reader,value\n1,a,"1,5"\n1,b,2\n',
            "row 2, column value: '1,5' is written with a decimal comma",
        ),
        ("kappa", "case;reader;value\n1;a;2\n", "separated by semicolons"),
        ("kappa", "case,reader\n1,a\n", "the column value is missing"),
        ("kappa", "case,reader,value\n", "There are no ratings"),
        ("kappa", "case,reader,value\n1,a,CR\n2,a,CR\n", "Only reader a has ratings"),
        ("kappa", "case,reader,value\n1,a,CR\n2,b,CR\n", "rated no case in common"),
        ("weighted-kappa", "case,reader,value\n1,a,CR\n1,b,PD\n", "give the categories in their order"),
        ("icc", "case,reader,value\n1,a,1\n1,b,2\n2,a,3\n", "Reader b did not rate case 2"),
        ("icc", "case,reader,value\n1,a,1\n1,b,CR\n", "row 3, column value: 'CR' is not a number"),
        ("icc", 'case,reader,value\n1,a,1\n1,b,"2,5"\n', "decimal comma; expected a decimal point: 2.5"),
        ("fleiss", "case,reader,value\n1,a,x\n1,b,x\n2,a,x\n", "Case 2 has 1 ratings and others 2"),
        ("bland-altman", "case,reader,value\n1,a,1\n1,b,2\n", "limits of agreement need 3"),
        ("repeatability", "case,reader,value\n1,a,1\n2,a,2\n", "No case was measured twice"),
        ("repeatability", "case,reader,value\n", "there are no rows under the header"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(tmp_path, command, text, said):
    path = tmp_path / "bad.csv"
    path.write_text(text, encoding="utf-8")
    done = runner.invoke(app, ["agreement", command, str(path)])
    assert (done.exit_code, done.stdout) == (2, ""), done.stderr
    assert said in done.stderr
    assert done.stderr.startswith(str(path))
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_missing_file_and_a_level_out_of_range(tmp_path, skin):
    missing = runner.invoke(app, ["agreement", "kappa", str(tmp_path / "none.csv")])
    assert (missing.exit_code, "cannot be read" in missing.stderr) == (2, True)
    level = runner.invoke(app, ["agreement", "kappa", skin, "--level", "95"])
    assert (level.exit_code, "The level is 95.0" in level.stderr) == (2, True)
