"""The pages that compute: endpoints, agreement, readers; their numbers by hand, and who may see them."""

import re

import pytest
from django.urls import reverse

from centralis.apps.outcomes import reactions

from .conftest import Reading

pytestmark = pytest.mark.django_db
PAGES = ("outcomes_endpoints", "outcomes_agreement", "outcomes_readers")


def said(client, reading: Reading, name: str) -> str:
    response = client.get(reverse(name, args=[reading.world.trial.pk]))
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.mark.req("R3-10")
@pytest.mark.parametrize("part", ["reader 1", "adjudicator", "site coordinator", "QC analyst", "monitor", "outsider"])
def test_blinded_people_sites_and_strangers_find_no_analysis(derived, browse, part):
    client = browse(part)
    for name in PAGES:
        assert client.get(reverse(name, args=[derived.world.trial.pk])).status_code == 404


def test_endpoints_stand_with_their_rules_and_each_subjects_sentence(derived, browse):
    text = said(browse("project manager"), derived, "outcomes_endpoints")
    # 01-001 PR, 01-002 PD: 1 of 2; of all four subjects 1 of 4
    assert "Objective response rate (CR, PR) subjects with a central result 1 2 50.0 1.3 to 98.7" in text
    assert "all subjects; without a result: no response 1 4 25.0 0.6 to 80.6" in text
    # best changes -40 % and +24 %: median -8 %
    assert "-8.0 (-40.0 to 24.0; 2 subjects)" in text
    # 01-001 responds on day 56, the 57th day; confirmed on day 112, where the record ends
    assert "57 (57 to 57; 1 responder)" in text
    assert "PFS by central review fda-2018-a 2 1" in text
    assert "PFS by central review ema-2012 (for comparison) 2 1" in text
    day_0 = derived.subject("01-002").anchor_date
    assert f"01-002 {day_0}" in text
    assert "58 event Progression was first seen on" in text
    assert "113 censored No progression and no death: censored at the last adequate assessment" in text
    assert "57 57+" in text
    assert "deaths and new anti-cancer therapies are not kept here" in text
    assert "Clopper-Pearson, exact; level 0.95" in text


def test_agreement_counts_every_pair_and_lists_the_subjects_that_differ(derived, browse):
    text = said(browse("inspector"), derived, "outcomes_agreement")
    # 01-001: PR/PR twice; 01-002: SD/PD and PD/PD, the readers by name: Rafael (2) first, Rosa (1) second
    assert "Response at each time point Rafael Reader – Rosa Reader 4 75 (19 to 99) 0.60 (" in text
    # same 3/4, by chance 2/4 * 2/4 + 0 + 2/4 * 1/4 = 3/8: kappa (3/4 - 3/8) / (5/8) = 0.6
    assert "Best overall response Rafael Reader – Rosa Reader 2 50" in text
    assert "01-002 Rafael Reader – Rosa Reader Week 8: PD / SD Best overall response: PD / SD Progression:" in text
    assert "Rafael Reader: the liver lesion had grown by week 8" in text
    assert "Asked for 50 % (1 of 2; 1 to 99 %)" in text
    assert "Best overall response differs 50 % (1 of 2; 1 to 99 %)" in text
    assert "Site assessments are not kept here" in text


def test_sums_are_compared_over_all_time_points(derived, browse):
    text = said(browse("inspector"), derived, "outcomes_agreement")
    # 98/100, 60/65, 58/60, 50/50, 62/48, 64/62 (Rafael, Rosa): 6 pairs of 2 subjects, too few for limits
    assert "Sum of diameters (mm) Rafael Reader – Rosa Reader 6 " in text
    assert "2 cases were measured by both readers; limits of agreement need three." in text


def test_readers_are_named_with_too_few_cases_and_their_chart(derived, browse):
    client = browse("data manager")
    text = said(client, derived, "outcomes_readers")
    assert "Rafael Reader Agreement too few Rafael Reader has 4 cases; from 10 on there is something to say" in text
    assert "Rosa Reader: 3 of 4 time points agree" in text
    assert "Agreement at least 80 % (the definition's, for qualification)" in text
    page = client.get(reverse("outcomes_readers", args=[derived.world.trial.pk])).content.decode()
    assert page.count("data-chart") == 0  # one run of five cases is no course


def test_every_page_teaches_before_there_is_something_to_compute(world, browse):
    client = browse("project manager")
    for name, sentence in zip(
        PAGES, ("There is none yet", "two readers have signed", "two of them have signed"), strict=True
    ):
        page = client.get(reverse(name, args=[world.trial.pk]))
        assert sentence in page.content.decode()


def test_a_finished_trial_waits_for_nobody(derived, browse):
    derived.reads("02-001", 2, {"BL": 40, "W8": 40})
    reactions.reconcile_outcomes()
    text = said(browse("project manager"), derived, "outcomes_endpoints")
    assert "3 of 4 subjects with a central result" in text
    assert "wait for reads" not in text


def test_repeats_change_no_result_and_are_told_on_the_readers_page(derived, browse):
    before = said(browse("project manager"), derived, "outcomes_agreement")
    derived.repeat("01-001", 1)
    assert reactions.reconcile_outcomes() == 0
    client = browse("project manager")
    assert said(client, derived, "outcomes_agreement") == before
    text = said(client, derived, "outcomes_readers")
    assert "2 time points were read twice without the reader's knowing" in text
    assert "Rosa Reader Intra-reader kappa too few Rosa Reader has 2 repeated cases" in text


def test_without_repeats_the_page_says_so(derived, browse):
    text = said(browse("project manager"), derived, "outcomes_readers")
    assert "No time point was read twice yet" in text
