"""The pages of QC as a person meets them: what stands there, what is refused, and nothing typed is lost."""

import re
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from tests.apps.qc.conftest import GOOD, Desk

pytestmark = pytest.mark.django_db
THICK = replace(GOOD, slice_thickness_mm=7.5)


def signed_in(desk: Desk, part: str) -> Client:
    client = Client()
    client.force_login(desk.world.people[part].account)
    return client


def url(name: str, desk: Desk, **kwargs) -> str:
    return reverse(name, kwargs={"trial": desk.world.trial.pk, **kwargs})


def text_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def field(answer, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.content.decode())
    assert found, name
    return found.group(1)


def test_the_exam_page_shows_the_checklist_failed_first(desk):
    version = desk.checked(THICK)
    page = signed_in(desk, "monitor").get(url("qc_exam", desk, version=version.pk))
    said = text_of(page)
    assert page.status_code == 200
    assert "Failed (1)" in said
    assert "Slice thickness axial_soft at most 5 mm 7.5 mm Failed major" in said
    assert said.index("Failed (") < said.index("Not evaluable (") < said.index("Passed (")
    assert "Fills: axial_soft" in said
    assert f"/versions/{version.pk}/thumbnails/" in page.content.decode()
    assert "against definition version 1.0" in said
    assert "Accept with deviation" not in said
