"""How the CSV of agreement is read: categories, numbers, measurements."""

import pytest
import typer

from centralis.cli.agreement_input import load_categories, load_measurements, load_numbers
from centralis.core.agreement.repeats import Measurement


def write(tmp_path, text):
    path = tmp_path / "ratings.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_numbers_are_categories_by_value_and_words_stay_words(tmp_path):
    found = load_categories(write(tmp_path, "case,reader,value\n1,a,1\n1,b,1.0\n"), "0, 1, 2")
    assert (found.table.values, found.categories) == (((1.0, 1.0),), (0.0, 1.0, 2.0))
    found = load_categories(write(tmp_path, "reader,value,case,note\na,1,x,\nb,CR,x,\n"), "")
    assert (found.table.values, found.categories) == ((("1", "CR"),), None)


def test_measurements_keep_repeats_and_replicates(tmp_path):
    path = write(tmp_path, "case,reader,value,replicate\n1,a,2.5,r1\n1,a,3,r2\n")
    assert load_measurements(path) == [Measurement("1", "a", 2.5, "r1"), Measurement("1", "a", 3.0, "r2")]
    path = write(tmp_path, "case,reader,value\n1,a,2\n")
    assert load_measurements(path) == [Measurement("1", "a", 2.0, None)]


def test_a_second_number_is_refused_with_the_hint(tmp_path, capsys):
    path = write(tmp_path, "case,reader,value\n1,a,2\n1,a,3\n")
    with pytest.raises(typer.Exit) as ended:
        load_numbers(path, "Do this.")
    assert ended.value.exit_code == 2
    assert capsys.readouterr().err.endswith("row 3: case 1 by a stands in row 2 too. Do this.\n")
