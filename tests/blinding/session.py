"""Whole sessions of blinded people over HTTP, with every byte that came of them.

What may differ between two equal sessions is declared in `NONCES` and `COOKIES`; everything else counts: address,
status, headers, cookies and their attributes, body.
"""

import functools
import html
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import time_machine
from django.http import HttpResponseBase
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from centralis.apps.web.routes import Route, routes
from centralis.config.account_urls import THIRD_PARTY

SECRET = "a quiet morning in march"
BLINDED = ("reader", "adjudicator")
TOO_FAR = (3, 99)
#: the moment of every session, so that no clock tells two of them apart
MOMENT = datetime.now(UTC) + timedelta(hours=6)
MARK_KEY = "7d0c4ab4-7d54-4d9d-9c5f-5f6a9f1f0001"

#: what is drawn anew for each session: the form token, and the secret of a second factor with its picture
NONCES = (
    (re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"'), b"csrf"),
    (re.compile(rb'<meta name="csrf-token" content="[^"]*">'), b"csrf"),
    (re.compile(rb'src="data:image/svg\+xml;base64,[^"]*"'), b"code"),
    (re.compile(rb"\b[A-Z2-7]{32}\b"), b"code"),
)
#: cookies whose values are drawn anew; their names and attributes count
COOKIES = ("sessionid", "csrftoken")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: what was asked, under which route, and everything that came back but the nonces."""

    asked: str
    route: str
    status: int
    headers: tuple[tuple[str, str], ...]
    cookies: tuple[str, ...]
    body: bytes

    @property
    def everything(self) -> bytes:
        """All that reached the person, as bytes to search in."""
        return "\n".join((self.asked, repr(self.headers), *self.cookies)).encode() + b"\n" + self.body


@functools.cache
def every_route() -> dict[str, Route]:
    """The routes of the house by name."""
    return {one.name: one for one in routes(THIRD_PARTY)}


def blinded_routes() -> list[Route]:
    """The routes that open to a reader or an adjudicator by their role, as the url configuration has them."""
    return [one for one in every_route().values() if one.where in ("any", "token") and _is_blinded(one)]


def own_routes() -> list[Route]:
    """The routes that everybody has, blinded people too."""
    return [one for one in every_route().values() if one.where in ("own", "public")]


def _is_blinded(route: Route) -> bool:
    return any(route.opens_to(role) for role in BLINDED)


@dataclass
class Browser:
    """Somebody's browser that keeps every answer."""

    username: str
    answers: list[Answer] = field(default_factory=list)
    client: Client = field(default_factory=lambda: Client(raise_request_exception=True))

    def ask(self, method: str, address: str, data: Any = None, **options: Any) -> HttpResponseBase:
        send = getattr(self.client, method)
        answer: HttpResponseBase = send(address, data, **options) if data is not None else send(address, **options)
        self.answers.append(record(f"{method} {address}", answer))
        return answer

    def get(self, address: str) -> HttpResponseBase:
        return self.ask("get", address)

    def post(self, address: str, data: Any = None) -> HttpResponseBase:
        return self.ask("post", address, data or {})

    def send_json(self, address: str, content: Any) -> HttpResponseBase:
        return self.ask("post", address, json.dumps(content), content_type="application/json")

    def page(self, address: str) -> str:
        answer = self.get(address)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        return text_of(answer)

    def sign_in(self) -> None:
        """Sign in by name and password, as a person does."""
        self.get(reverse("account_login"))
        done = self.post(reverse("account_login"), {"login": self.username, "password": SECRET})
        assert done.status_code == 302, text_of(done)


def record(asked: str, answer: HttpResponseBase) -> Answer:
    """Keep an answer without its nonces."""
    body = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
    for pattern, put in NONCES:
        body = pattern.sub(put, body)
    headers = tuple(sorted((name, value) for name, value in answer.headers.items() if name != "Content-Length"))
    cookies = tuple(sorted(_cookie(name, morsel.OutputString()) for name, morsel in answer.cookies.items()))
    return Answer(asked, _route_of(asked), answer.status_code, headers, cookies, body)


def _cookie(name: str, text: str) -> str:
    text = re.sub(r"expires=[^;]*", "expires", text)
    return re.sub(r"^[^;]*", f"{name}=…", text) if name in COOKIES else text


def _route_of(asked: str) -> str:
    try:
        return str(resolve(urlsplit(asked.partition(" ")[2]).path).url_name)
    except Resolver404:
        return ""


def text_of(answer: HttpResponseBase) -> str:
    """A page's text."""
    return answer.content.decode()  # type: ignore[attr-defined, no-any-return]


def form_of(page: str, **values: str) -> dict[str, str]:
    """A form's own values as a browser would send them, with some typed anew."""
    found = dict(re.findall(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', page))
    for name, body in re.findall(r'<select[^>]*?name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        found[name] = chosen[1] if chosen else ""
    found.pop("csrfmiddlewaretoken", None)
    return {**{name: html.unescape(value) for name, value in found.items()}, **values}


def address(name: str, token: str, number: int = 1, **more: Any) -> str:
    """The address of a route by name, with what of token, number, instance and frame it takes."""
    route = every_route()[name]
    known = {"token": token, "number": number, "instance": "2.25.1", "frame": 1, **more}
    names = re.findall(r"<\w+:(\w+)>", route.address)
    return reverse(name, kwargs={one: known[one] for one in names})


# --- the reader -----------------------------------------------------------------------------------------


@contextmanager
def session_of(username: str) -> Iterator[Browser]:
    """Somebody's session: signs in and looks around before it, looks around and signs out after it."""
    with time_machine.travel(MOMENT, tick=False):
        browser = Browser(username)
        browser.sign_in()
        look_around(browser)
        yield browser
        look_around(browser)
        browser.post(reverse("account_logout"))
        browser.get("/reading/")


def read_session(username: str, token: str, points: int = 2) -> list[Answer]:
    """A reader's whole session: looks everywhere, reads a case with marks, signs, probes what is closed."""
    with session_of(username) as browser:
        _read_case(browser, token, points)
    return browser.answers


def _read_case(browser: Browser, token: str, points: int) -> None:
    browser.get("/reading/")
    check_display(browser)
    browser.get(address("reads_case", token))
    for number in range(1, points + 1):
        read_point(browser, token, number, {1: "20", 2: "30"}.get(number, "31"))
        probe(browser, token, number + 1)
    for other in ("/adjudication/", f"/adjudication/{token}/", f"/reading/{'x' * 32}/", "/nowhere/"):
        browser.get(other)


def check_display(browser: Browser) -> None:
    """Look at the display's pattern and type nothing, something wrong, and the same again."""
    typed = {**form_of(browser.page(reverse("reads_display"))), "dark": "QQ", "display": "left of the window"}
    for sent in ({}, typed, typed):
        browser.post(reverse("reads_display"), sent)
    browser.get(reverse("reads_display"))


def look_around(browser: Browser) -> None:
    """Open every page that everybody has, by GET; those that sign in or out are steps of their own."""
    apart = {"account_login", "account_logout"}
    for route in own_routes():
        if route.name not in apart and "<" not in route.address:
            browser.get(route.address)


def read_point(browser: Browser, token: str, number: int, diameter: str) -> None:
    """Open a time point, look at every image, measure, type, be refused, save, sign."""
    browser.post(address("reads_open", token, number))
    page = browser.page(address("reads_time_point", token, number))
    images = view_images(browser, token, number)
    browser.get(address("reads_ahead", token))
    if images:
        measure(browser, token, number, images[0])
        show_and_choose(browser, token, number, images[0])
    typed = {"targets-0-organ": "liver", "targets-0-diameter_mm": diameter, "wish": "sign"}
    form = form_of(page, **typed)
    browser.post(address("reads_check", token, number), form)
    for sent in (form, form, {**form, "targets-0-diameter_mm": "2O"}, {**form, "comment": "from another tab"}):
        browser.post(address("reads_draft", token, number), sent)  # kept, kept already, no number, stale
    form = form_of(browser.page(address("reads_time_point", token, number)), **typed)
    browser.post(address("reads_time_point", token, number), {**form, "targets-0-diameter_mm": "2O"})
    browser.post(address("reads_time_point", token, number), form)
    browser.post(address("reads_time_point", token, number), form)  # sent twice: the second is stale
    ask(browser, token, number)
    sign = address("reads_sign", token, number)
    fields = form_of(browser.page(sign))
    browser.post(sign, {**fields, "secret": "not mine"})
    browser.page(sign)
    browser.post(sign, {**fields, "secret": SECRET})
    browser.get(address("reads_case", token))
    browser.get(sign)
    browser.get(address("reads_time_point", token, number))


def ask(browser: Browser, token: str, number: int) -> None:
    """Ask the core lab, report a finding, send nothing, look at what was written."""
    where = address("reads_ask", token, number)
    for form in ({"kind": "question", "text": "Is a series missing?"}, {"kind": "finding", "text": "A clot in a vein."},
                 {"kind": "question", "text": " "}, {"kind": "letter", "text": "x"}):  # fmt: skip
        browser.post(where, form)
    browser.page(where)


def view_images(browser: Browser, token: str, number: int) -> list[dict[str, Any]]:
    """Ask for the series and for every frame of them."""
    answer = browser.get(address("reads_view_images", token, number))
    assert answer.status_code == 200, text_of(answer)
    series = json.loads(text_of(answer))["series"]
    images = [one for each in series for one in each["images"]]
    for one in images:
        browser.get(one["url"])
    return images


def measure(browser: Browser, token: str, number: int, image: dict[str, Any]) -> None:
    """Keep a mark, twice, keep a bad one, look at them, take one away and put it back."""
    z = image["position"][2]
    points = [[0.7, 2.8, z], [7.7, 2.8, z], [4.2, 1.4, z], [4.2, 4.2, z]]
    mark = {"key": MARK_KEY[:-1] + str(number), "edit": 1, "lesion": "T9", "kind": "bidirectional",
            "instance": image["instance"], "frame": 1, "points": points}  # fmt: skip
    marks, unmark = address("reads_view_marks", token, number), address("reads_view_unmark", token, number)
    for sent in (mark, mark, {**mark, "points": [[0, 0, z]] * 4}, {**mark, "key": "?"}):
        browser.send_json(marks, sent)
    browser.get(marks)
    browser.send_json(unmark, {"key": mark["key"]})
    browser.send_json(unmark, {"key": "?"})
    browser.get(marks)
    browser.send_json(marks, {**mark, "edit": 2})


def show_and_choose(browser: Browser, token: str, number: int, image: dict[str, Any]) -> None:
    """Keep how the page shows its images, badly too; choose a key image, twice, take it away and choose it again."""
    named = {"instance": image["instance"], "frame": 1}
    state = view_of(number, image)
    view, keys = address("reads_view_state", token, number), address("reads_view_keys", token, number)
    for sent in (state, {}, view_of(number + 1, image), {**state, "version": 3}):
        browser.send_json(view, sent)
    for is_chosen in (True, True, False, True, "?"):
        browser.send_json(keys, {**named, "is_chosen": is_chosen})
    browser.send_json(keys, {"instance": "2.25.1", "frame": 1, "is_chosen": True})
    browser.get(keys)


def view_of(number: int, image: dict[str, Any]) -> dict[str, Any]:
    """What a page shows that shows one image."""
    seen = {"window": {"centre": 40, "width": 400}, "is_inverted": False, "rotation_deg": 0,
            "is_flipped": [False, False], "centre_mm": image["position"], "height_mm": 60}  # fmt: skip
    cell = {"number": number, "size_px": [400, 300], "series": "2.25.1", "instance": image["instance"], "frame": 1,
            "group": "all", "view": seen, "cut": None, "fused": None}  # fmt: skip
    fusion = {"opacity_percent": 60, "most_suv": 5, "colours": "hot_metal"}
    return {"version": 2, "layout": {"rows": 1, "columns": 1}, "rendering": "cpu", "pixel_ratio": 1, "active": 0,
            "link": {"is_on": False, "offsets_mm": [0]}, "cells": [cell], "has_lines": True, "fusion": fusion,
            "hanging": ""}  # fmt: skip


def probe(browser: Browser, token: str, closed: int) -> None:
    """Ask every route of the case for time points that are not open, in every way that a browser can."""
    names = [one.name for one in blinded_routes() if "<str:token>" in one.address and one.name.startswith("reads_")]
    for name in names:
        for number in (closed, *TOO_FAR) if "adjudication" not in name else TOO_FAR:
            where = address(name, token, number)
            browser.get(where)
            if name != "reads_open" or number != closed:  # opening the next one is a step of its own
                browser.post(where)
        browser.ask("head", address(name, token, 99))
        browser.ask("options", address(name, token, 99))


# --- the adjudicator ------------------------------------------------------------------------------------


def adjudicate_session(username: str, token: str, points: int = 2) -> list[Answer]:
    """An adjudicator's whole session: looks at both reads and all images, chooses, signs, probes what is closed."""
    with session_of(username) as browser:
        _adjudicate(browser, token, points)
    return browser.answers


def _adjudicate(browser: Browser, token: str, points: int) -> None:
    browser.get("/adjudication/")
    check_display(browser)
    url = address("reads_adjudication", token)
    browser.page(url)
    for number in range(points + 2):
        answer = browser.get(address("reads_adjudication_images", token, number))
        series = json.loads(text_of(answer))["series"] if answer.status_code == 200 else []
        for one in (image for each in series for image in each["images"]):
            browser.get(one["url"])
        if series:
            for sent in (view_of(number, series[0]["images"][0]), view_of(99, series[0]["images"][0]), {}):
                browser.send_json(address("reads_adjudication_view", token), sent)
        browser.get(address("reads_adjudication_marks", token, number))
        browser.get(address("reads_adjudication_keys", token, number))
    probe(browser, token, 2)
    browser.post(url, {"choice": "A", "reason": ""})
    fields = _hidden(text_of(browser.post(url, {"choice": "B", "reason": "T1 grew"})))
    browser.post(url, {**fields, "secret": "not mine"})
    browser.post(url, {**fields, "secret": SECRET})
    browser.get(url)
    browser.post(url, {"choice": "A", "reason": "again"})
    browser.get("/adjudication/")
    for other in ("/reading/", f"/reading/{token}/", f"/adjudication/{'x' * 32}/"):
        browser.get(other)


def read_anew_session(username: str, token: str, points: int = 2) -> list[Answer]:
    """An adjudicator's session that reads the case anew: takes it, reads every time point, chooses the own read."""
    with session_of(username) as browser:
        url = address("reads_adjudication", token)
        browser.page(url)
        case = browser.post(url, {"wish": "anew"}).headers["Location"]
        own = case.strip("/").rpartition("/")[2]
        browser.page(case)
        for number in range(1, points + 1):
            read_point(browser, own, number, {1: "20", 2: "30"}.get(number, "31"))
            browser.get(address("reads_view_compared", own, number))
            probe(browser, own, number + 1)
        fields = _hidden(text_of(browser.post(url, {"choice": "C", "reason": "T1 grew"})))
        browser.post(url, {**fields, "secret": SECRET})
        for again in (url, case, "/adjudication/", "/reading/"):
            browser.get(again)
    return browser.answers


def state_session(username: str, token: str) -> list[Answer]:
    """A reader's session at the end of a case: states what the whole case comes to, signs, looks at it."""
    with session_of(username) as browser:
        url = address("reads_global", token)
        for where in ("/reading/", address("reads_case", token), url):
            browser.page(where)
        browser.post(url, {"response": "CR", "progression": "99", "reason": ""})
        stated = {"response": "SD", "progression": "", "reason": "T1 is scar"}
        fields = _hidden(text_of(browser.post(url, stated)))
        browser.post(url, {**fields, "secret": "not mine"})
        browser.post(url, {**fields, "secret": SECRET})
        for where in (url, address("reads_case", token), "/reading/"):
            browser.get(where)
        browser.post(url, stated)
        browser.get(address("reads_global", "x" * 32))
    return browser.answers


def compare_session(username: str, token: str, points: int = 2) -> list[Answer]:
    """A reader's session after a test case: is told what a look means, takes it, looks at both reads and all images."""
    with session_of(username) as browser:
        url = address("reads_feedback", token)
        for where in ("/reading/", address("reads_case", token), url):
            browser.page(where)
        browser.get(address("reads_feedback_marks", token, 1))  # not before the look was asked for
        for _again in range(2):
            browser.post(url)
            browser.page(url)
        for number in range(1, points + 1):
            view_images(browser, token, number)
            browser.get(address("reads_feedback_marks", token, number))
            browser.get(address("reads_feedback_keys", token, number))
        probe(browser, token, points + 1)
        browser.get(address("reads_feedback", "x" * 32))
    return browser.answers


# --- readers who settle it themselves -------------------------------------------------------------------


def vote_session(username: str, own_token: str) -> list[Answer]:
    """One reader's vote for a consensus: from the worklist to the signed vote."""
    with session_of(username) as browser:
        listed = browser.page("/reading/")
        token = re.findall(r'href="/reading/consensus/([^/"]+)/"', listed)[0]
        url = address("reads_consensus", token)
        browser.page(url)
        browser.post(url, {"choice": "A", "reason": ""})
        fields = _hidden(text_of(browser.post(url, {"choice": "B", "reason": "T1 grew"})))
        browser.post(url, {**fields, "secret": "not mine"})
        browser.post(url, {**fields, "secret": SECRET})
        browser.get(url)
        browser.get("/reading/")
        browser.get(address("reads_case", own_token))
        for number in (1, 2):
            browser.get(address("reads_time_point", own_token, number))
        browser.get(f"/reading/consensus/{'x' * 32}/")
        browser.get(f"/adjudication/{token}/")
    return browser.answers


def _hidden(page: str) -> dict[str, str]:
    found = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    return {name: html.unescape(value) for name, value in found.items() if name != "csrfmiddlewaretoken"}
