"""A trial file is either a definition, or every fault by file, line, field, expected and found."""

import subprocess
import sys
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from centralis.apps.trials.definition import Definition, DefinitionInvalid, definition_or_raise, load_definition
from centralis.core.acquisition import Range, Rule, Severity
from centralis.core.reading.adjudication import Condition, Variable

Edited = Callable[..., str]


@pytest.mark.req("IMG-2")
def test_the_example_says_what_a_charter_says(example: Definition) -> None:
    assert (example.trial.protocol, example.version, example.anchor) == ("CEN-301", "1.0", "randomisation")
    assert [visit.id for visit in example.visits] == ["BL", "W8", "W16", "W24", "UNS"]
    assert example.baseline is not None
    assert (example.baseline.id, example.baseline.window) == ("BL", (-28, 0))
    soft, lung = example.acquisition[0].series
    assert soft.rule("slice_thickness_mm") == Rule("slice_thickness_mm", Range(maximum=5), severity=Severity.MAJOR)
    assert soft.rule("kvp") == Rule("kvp", Range(100, 140), severity=Severity.MINOR)
    assert soft.contrast is not None
    assert (soft.contrast.phase, soft.contrast.delay_s) == ("portal venous", Range(60, 80))
    assert (lung.required, lung.match.description) == (False, ("lung",))
    assert example.reading.triggers[1] == Condition(
        Variable.PROGRESSION_DATE, "progression_date differs by more than 0 days", 0
    )
    assert (example.reading.readers, example.reading.criterion) == (2, "recist-1.1")
    assert example.sites.reopen_on == ("amendment", "software_change", "hardware_change")
    assert example.governance.locations[1].transfer == "standard contractual clauses"
    assert example.qc.second_check_sample == 0.1


def test_its_profile_is_one_the_deidentification_takes(example: Definition) -> None:
    from centralis.core.deid.profile import Profile

    profile = Profile.from_json(example.deidentification.profile())
    assert profile.dates.value == "keep"
    assert "clean_descriptors" in profile.options


BAD = [
    # what is replaced, by what, line, field, a word of what was expected
    ('version: "1.0"', "version: 1.0", 11, "version", "quotes"),
    ("centralis: 1", "centralis: 2", 2, "centralis", "1"),
    ("  protocol: CEN-301", "  protocol: 'CEN 301'", 4, "trial.protocol", "a protocol number"),
    ("phase: III", "phase: three", 6, "trial.phase", "one of I, I/II"),
    ("anchor: randomisation", "anchor: randomization", 13, "anchor", "randomisation (did you mean this?)"),
    ("day: 56, window: [-7, 7]", "day: 56, window: [7]", 16, "visits[1].window", "at least 2 entries"),
    ("day: 56, window: [-7, 7]", "day: 56, window: [7, 14]", 16, "visits[1].window", "days before as 0 or less"),
    ("id: W8, name: Week 8, day: 56,", "id: W8, name: Week 8,", 16, "visits[1]", "a day"),
    ("id: W16, name", "id: W8, name", 17, "visits[2].id", "each name once"),
    ("day: 112, window: [-7, 7]", "day: 112, window: [-50, 7]", 17, "visits[2].window", "an opening after day 63"),
    ("{id: W24, name: Week 24, day: 168, window: [-7, 7], required: [ct_cap]}",
     "{id: W24, name: Week 24, day: 168, required: [ct_head]}", 18, "visits[3].required[0]", "ct_cap"),
    ("day: 0, window: [-28, 0], baseline: true", "day: 1, window: [-28, 0]", 14, "visits", "baseline: true"),
    ("modality: CT", "modality: XX", 24, "acquisition.ct_cap.modality", "one of CT"),
    ("kvp: {min: 100,", "kv: {min: 100,", 34, "acquisition.ct_cap.series[0].rules.kv", "kvp (did you mean this?)"),
    ("kvp: {min: 100,", "kvp: {min: 150,", 34, "acquisition.ct_cap.series[0].rules.kvp.min", "at most max, 140"),
    ("{max: 1.0, severity: minor}", "{max: wide}", 33, "acquisition.ct_cap.series[0].rules.pixel_spacing_mm.max",
     "a number"),
    ("{max: 1.0, severity: minor}", "{severity: minor}", 33,
     "acquisition.ct_cap.series[0].rules.pixel_spacing_mm", "min, max"),
    ("kvp: {min: 100, max: 140", "te_ms: {min: 100, max: 140", 34, "acquisition.ct_cap.series[0].rules.te_ms",
     "a parameter of CT"),
    ("phase: portal venous", "phase: venous", 29, "acquisition.ct_cap.series[0].contrast.phase", "portal venous"),
    ("delay_s: {min: 60", "delay_s: {min: 90", 29, "acquisition.ct_cap.series[0].contrast.delay_s.min", "at most max"),
    ("id: axial_lung", "id: axial_soft", 37, "acquisition.ct_cap.series[1].id", "each name once"),
    ("[clean_pixels,", "[clean_pixel,", 53, "deidentification.options[0]", "clean_pixels (did you mean this?)"),
    ("must_survive: [SliceThickness", "must_survive: [SliceThicknes", 56, "deidentification.must_survive[0]",
     "SliceThickness (did you mean this?)"),
    ("dates: keep", "dates: keep\n  allow: [burned_in_tex]", 56, "deidentification.allow[0]", "burned_in_text"),
    ("dates: keep", "dates: keep\n  video: keep", 56, "deidentification.video", "drop"),
    ("dates: keep", "dates: keep\n  safe_private: [[25, GEMS_PARM_01, 1, OB]]", 56,
     "deidentification.safe_private[0][3]", "DS"),
    ("dates: keep", "dates: keep\n  safe_private: [[24, GEMS_PARM_01, 1]]", 56, "deidentification.safe_private",
     "carried out"),
    ("SliceThickness, PixelSpacing", "suv, difusion", 56, "deidentification.must_survive[1]", "diffusion"),
    ("dates: keep", "dates: remove", 55, "deidentification.dates", "keep or shift"),
    ("second_check: {sample: 0.1}", "second_check: {sample: 10}", 60, "qc.second_check.sample", "at most 1"),
    ("rules: fda-2018-a", "rules: fda-2019-a", 81, "endpoints.primary.rules", "fda-2018-a (did you mean this?)"),
    ("criterion: recist-1.1", "criterion: recist-1.0", 65, "reading.criterion", "recist-1.1 (did you mean this?)"),
    ("readers: 2", "readers: 1", 67, "reading.readers", "at least 2"),
    ("readers: 2", "readers: 3", 67, "reading.readers", "1 or 2 readers a case"),
    ("randomise: subject", "randomise: batch", 68, "reading.order", "batch_size"),
    ("randomise: subject", "randomise: subject, batch_size: 9", 68, "reading.order.batch_size", "randomise: batch"),
    ("time_points: sequential_locked", "time_points: at_will", 69, "reading.time_points", "all_at_once"),
    ("by: choose_one", "by: nobody", 75, "reading.adjudicate.by", "choose_one"),
    ("seed: sealed", "seed: stated", 68, "reading.order.seed", "sealed"),
    ("test_cases: 10, ", "", 77, "reading.reader_qualification.agreement_min", "test_cases above 0"),
    ("readers: 2", "readers: 2\n  due_days: 0", 68, "reading.due_days", "at least 1"),
    ("- best_overall_response differs", "- they disagree", 73, "reading.adjudicate.when[0]", "response differs; "),
    ("- progression_date differs by more than 0 days", "- best_overall_response differs", 74,
     "reading.adjudicate.when[1]", "each entry once"),
    ("- best_overall_response differs", "- progression_date differs by more than 9 days", 74,
     "reading.adjudicate.when[1]", "one condition a variable"),
    ("by: choose_one", "by: coin", 75, "reading.adjudicate.by", "choose_one"),
    ("name: ORR, confirmed: true", "name: DoR, confirmed: true", 84, "endpoints.secondary[1].name", "each name once"),
    ("country: DE", "country: Germany", 95, "governance.locations[0].country", "two capital letters"),
    ("  retention_years: 25", "  retention_years: 0", 97, "governance.retention_years", "at least 1"),
    ("anchor: randomisation", "# no anchor", 2, "anchor", "one of randomisation"),
    ('version: "1.0"', 'version: "2.0"\namends: "1.0"', 2, "reason", "text"),
    ('version: "1.0"', 'version: "1.0"\namends: "1.0"\nreason: none', 12, "amends", "a version below 1.0"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "field", "expected"), BAD, ids=[bad[3] for bad in BAD])
def test_each_fault_is_told_by_line_and_field(
    edited: Edited, old: str, new: str, line: int, field: str, expected: str
) -> None:
    loaded = load_definition(edited(old, new), "trial.yaml")
    assert loaded.definition is None
    found = [(one.file, one.line, one.field) for one in loaded.problems]
    assert found == [("trial.yaml", line, field)]
    assert expected in loaded.problems[0].expected
    assert loaded.problems[0].sentence.endswith(".")


def test_several_faults_come_together_in_order_of_lines(edited: Edited) -> None:
    loaded = load_definition(
        edited("modality: CT", "modality: XX", "readers: 2", "readers: two", "phase: III", "phase: 3")
    )
    assert [one.field for one in loaded.problems] == ["trial.phase", "acquisition.ct_cap.modality", "reading.readers"]


def test_a_problem_on_one_line_and_as_json(edited: Edited) -> None:
    (problem,) = load_definition(edited("readers: 2", "readers: two"), "t.yaml").problems
    assert str(problem) == (
        "t.yaml:67: reading.readers: The value is of the wrong kind. Expected a whole number; found two."
    )
    assert problem.as_json()["line"] == 67


def test_raising_carries_every_problem(edited: Edited) -> None:
    with pytest.raises(DefinitionInvalid) as caught:
        definition_or_raise(edited("readers: 2", "readers: two", "phase: III", "phase: 3"))
    assert len(caught.value.problems) == 2


MANY_VISITS = "visits:\n" + "\n".join(f"- {{id: V{n}, name: a, required: []}}" for n in range(2800))
MANY_FIELDS = "\n".join(f"kvp{n}: 1" for n in range(9900))


@pytest.mark.timeout(10)
@pytest.mark.parametrize("content", [MANY_VISITS, MANY_FIELDS, "a: " + "x " * 520_000, "{" + "a:" * 500_000])
def test_large_hostile_files_are_answered_soon(content: str) -> None:
    loaded = load_definition(content)
    assert loaded.definition is None
    assert 1 <= len(loaded.problems) <= 100


def test_it_needs_no_django() -> None:
    code = (
        "import sys, centralis.apps.trials.definition as d, centralis.core.acquisition;"
        "sys.exit(any(name.split('.')[0] == 'django' for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


@given(st.text(max_size=200))
def test_any_text_is_answered(content: str) -> None:
    loaded = load_definition(content)
    assert loaded.definition is None
    assert loaded.problems


@given(st.binary(max_size=200))
def test_any_bytes_are_answered(content: bytes) -> None:
    assert load_definition(content).problems


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(data=st.data(), value=plain)
def test_any_field_replaced_by_anything_is_answered(text: str, data: st.DataObject, value: object) -> None:
    """Take the example, put any value anywhere: a definition or problems, never an exception, never both."""
    import io

    tree = YAML(typ="safe").load(text)
    here, path = tree, []
    while isinstance(here, dict | list) and here and (not path or data.draw(st.booleans())):
        key = data.draw(st.sampled_from(sorted(here) if isinstance(here, dict) else range(len(here))))
        path.append(key)
        parent, here = here, here[key]
    parent[path[-1]] = value
    stream = io.StringIO()
    YAML(typ="safe").dump(tree, stream)
    loaded = load_definition(stream.getvalue())
    assert (loaded.definition is None) == bool(loaded.problems)
    assert all(one.line >= 0 and one.sentence for one in loaded.problems)
