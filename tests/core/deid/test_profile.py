"""Profiles: what a trial file may say, what is carried out, and what is refused at once."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.deid import Dates, Profile, ProfileFault, SafePrivate, check_profile
from centralis.core.deid.profile import OPTIONS

profiles = st.builds(
    Profile,
    options=st.frozensets(st.sampled_from(sorted(OPTIONS))),
    dates=st.sampled_from(Dates),
    must_survive=st.lists(st.sampled_from(["Rows", "SliceThickness"]), max_size=2).map(tuple),
    allow=st.frozensets(st.sampled_from(["burned_in_unknown"])),
    safe_private=st.lists(
        st.builds(SafePrivate, st.just(0x0019), st.text(max_size=8), st.integers(0, 255)), max_size=2
    ).map(tuple),
)


@given(profiles)
def test_a_profile_survives_json(profile: Profile) -> None:
    assert Profile.from_json(profile.to_json()) == profile


@given(profiles)
def test_asked_for_is_carried_out_or_said_not_to_be(profile: Profile) -> None:
    done = {code for code, _ in profile.carried_out()}
    for name in profile.options:
        assert (OPTIONS[name][0] in done) != (name in profile.not_carried_out())
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


@pytest.mark.parametrize(
    "stored",
    [
        {"basis": "ps3.15-1999"},
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
