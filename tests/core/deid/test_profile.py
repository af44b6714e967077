"""Profiles: what a trial file may say, what is carried out, and what is refused at once."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.deid import Dates, Profile, ProfileFault, SafePrivate, check_profile
from centralis.core.deid.profile import CHOICES, OPTIONS, Done
from centralis.core.deid.safe_private import SAFE_PRIVATE, SUV, SUV_ESSENTIALS, VALUE_KINDS
from centralis.core.deid.survivors import SURVIVOR_SETS

profiles = st.builds(
    Profile,
    options=st.frozensets(st.sampled_from(sorted(OPTIONS))),
    dates=st.sampled_from(Dates),
    must_survive=st.lists(st.sampled_from(["Rows", "SliceThickness", "suv", "diffusion"]), max_size=2).map(tuple),
    allow=st.frozensets(st.sampled_from(["burned_in_unknown"])),
    safe_private=st.lists(
        st.builds(SafePrivate, st.just(0x0019), st.text(max_size=8), st.integers(0, 255), st.sampled_from(VALUE_KINDS)),
        max_size=2,
    ).map(tuple),
    **{entry: st.sampled_from(allowed) for entry, allowed in CHOICES.items()},
)


@given(profiles)
def test_a_profile_survives_json(profile: Profile) -> None:
    assert Profile.from_json(profile.to_json()) == profile


@given(profiles, st.builds(Done, st.booleans(), st.booleans()))
def test_asked_for_is_carried_out_or_said_not_to_be(profile: Profile, also: Done) -> None:
    done = {code for code, _ in profile.carried_out(also)}
    for name in profile.options:
        assert (OPTIONS[name][0] in done) != (name in profile.not_carried_out(also))
    assert ("113101" in done) == (also.pixels and "clean_pixels" in profile.options)
    assert ("113102" in done) == (also.faces and "clean_faces" in profile.options)
    assert ("113111" in done) == bool(profile.safe())
    assert ("113106" in done, "113107" in done) == (profile.dates is Dates.KEEP, profile.dates is Dates.SHIFT)


def test_the_default_is_the_public_contracts() -> None:
    asked = {"clean_pixels", "clean_descriptors", "clean_structured_content", "clean_graphics"}
    assert Profile() == Profile.from_json({})
    assert Profile().options == asked
    assert Profile().dates is Dates.REMOVE


def test_the_example_trials_profile_is_understood() -> None:
    stored = {
        "basis": "ps3.15-2026d",
        "options": ["clean_pixels", "clean_descriptors", "retain_patient_characteristics", "retain_device_identity"],
        "dates": "keep",
        "faces": {"remove_when": "head_in_field"},
        "must_survive": ["PatientWeight", "RadionuclideTotalDose", "RadiopharmaceuticalStartTime", "SliceThickness"],
    }
    profile = Profile.from_json(stored)
    check_profile(profile)
    assert "clean_faces" in profile.not_carried_out()


def test_the_longitudinal_options_and_the_date_choice_are_one_thing() -> None:
    assert Profile.from_json({"options": ["retain_longitudinal_full_dates"]}).dates is Dates.KEEP
    assert Profile.from_json({"options": ["retain_longitudinal_modified_dates"], "dates": "shift"}).dates is Dates.SHIFT
    with pytest.raises(ProfileFault, match="two ways"):
        Profile.from_json({"options": ["retain_longitudinal_full_dates"], "dates": "shift"})


def test_faces_may_be_asked_for_in_each_spelling() -> None:
    for said in ("remove", True, {"remove_when": "head_in_field"}):
        assert "clean_faces" in Profile.from_json({"faces": said}).options
    for said in ("keep", "never", None):
        assert "clean_faces" not in Profile.from_json({"faces": said}).options


def test_the_safe_private_list_follows_the_option_and_the_named_sets() -> None:
    assert Profile().safe() == frozenset(SUV_ESSENTIALS)
    assert Profile.from_json({"options": ["retain_safe_private"]}).safe() == frozenset(SAFE_PRIVATE)
    with_suv = Profile.from_json({"safe_private": [], "must_survive": ["suv"]})
    assert with_suv.safe() == frozenset(SUV)
    assert with_suv.survivors() == SURVIVOR_SETS["suv"]


@pytest.mark.parametrize("name", SURVIVOR_SETS)
def test_every_named_set_can_survive_under_the_options_it_needs(name: str) -> None:
    options = ["clean_descriptors", "retain_patient_characteristics"]
    for dates in ("keep", "shift"):
        check_profile(Profile.from_json({"options": options, "dates": dates, "must_survive": [name]}))


def test_what_is_dropped_and_what_is_set_aside() -> None:
    assert Profile().drops("video")
    assert not Profile().drops("encapsulated_document")
    changed = Profile.from_json({"video": "quarantine", "documents": "drop"})
    assert (changed.drops("video"), changed.drops("encapsulated_document")) == (False, True)
    assert not changed.drops("truncated")


@pytest.mark.parametrize(
    "stored",
    [
        {"basis": "ps3.15-1999"},
        {"video": "keep"},
        {"text": 3},
        {"faces": "perhaps"},
        {"safe_private": [[0x0019, "X", 1, "SQ"]]},
        {"dates": ["keep"]},
        {"optoins": []},
        {"options": "clean_pixels"},
        {"options": ["retain_everything"]},
        {"dates": None},
        {"safe_private": [[0x0018, "X", 1]]},
        {"safe_private": ["X"]},
        {"must_survive": [3]},
    ],
)
def test_what_is_not_understood_is_refused(stored: dict[str, Any]) -> None:
    with pytest.raises(ProfileFault):
        Profile.from_json(stored)


@pytest.mark.parametrize(
    ("stored", "keyword"),
    [
        ({"must_survive": ["PatientWeight"]}, "PatientWeight"),
        ({"must_survive": ["RadiopharmaceuticalStartTime"], "dates": "remove"}, "RadiopharmaceuticalStartTime"),
        ({"must_survive": ["PatientBirthDate"], "dates": "keep"}, "PatientBirthDate"),
    ],
)
def test_a_survivor_that_the_options_remove_is_refused_before_the_first_file(
    stored: dict[str, Any], keyword: str
) -> None:
    with pytest.raises(ProfileFault, match=keyword):
        check_profile(Profile.from_json(stored))
