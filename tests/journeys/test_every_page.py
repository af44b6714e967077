"""Every page of the demonstration, as every role meets it: it answers, complains of nothing, has no barrier."""

import os
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import URLResolver, get_resolver, resolve
from playwright.sync_api import Browser
from tests.journeys.stage import REPOSITORY, Demo, Somebody, serving

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1200)]

AXE = REPOSITORY / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
STILL = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('* { transition: none !important; animation: none !important; }');
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""
SHOW_THEME = """theme => {
    document.documentElement.dataset.bsTheme = theme;
    document.dispatchEvent(new CustomEvent('centralis:theme', {detail: theme}));
}"""
GRAVE = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations
    .filter(one => ['serious', 'critical'].includes(one.impact))
    .map(one => `${one.id}: ${one.nodes.map(node => node.target.join(' ')).slice(0, 3).join(' | ')}`)"""

#: Addresses that answer with a file or part of a page, or only take what is posted.
NO_PAGES = re.compile(
    r"_(csv|json|pdf|export|image|check|card|known|upload_file|finish|abandon|dismiss|release|open|submit|return|sign"
    r"|activate|seal|assign|verify|register|contact|training|change|suspend|anchor|unscheduled|consent|approval|enrol"
    r"|reopen|qualify|health|robots|keepalive|picture|thumbnail|release_hold|request_resend|authenticate|reauthenticate"
    r"|confirm|logout|inactive|codes|deactivate_totp)$|^(dicomweb|stow|wado|qido)"
    r"|^reads_(\w+_)?(images|frame|marks|unmark|report|draft|keys|state|view|compared|ahead|certificate|confirmation)$"
    r"|^reads_give_test_cases$|^trials_(admit|(fail|resume)_screening)$"
)
#: Pages that the demonstration's story doesn't reach: nothing is locked or held in it, nobody votes, no draft waits for
#: a signature, nobody is medical monitor or looks with a reader's eyes, no test case is read, nor a whole case stated.
ELSEWHERE = {
    "outcomes_kept_lock",
    "outcomes_unlock",
    "trials_new",
    "people_own_secret",
    "web_home",
    "intake_upload",
    "intake_quarantined_together",
    "intake_faces",
    "reads_consensus",
    "reads_lift",
    "reads_global",
    "reads_reopen_global",
    "reads_replay_statement",
    "reads_leaks",
    "reads_findings",
    "reads_ask_eligibility_again",
    "reads_return_eligibility",
    "reads_seen_as_case",
    "reads_seen_as_page",
    "reads_feedback",
}


@dataclass
class Walk:
    """One person's walk from page to page; `seen` counts pages by the name of their route."""

    who: Somebody
    pictures: Path | None
    seen: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def start(self, examined: Counter[str]) -> None:
        """Follow every link that leads to a page of a kind not met before."""
        todo, met = ["/"], set()
        while todo:
            address = todo.pop(0)
            split = urlsplit(address)
            if split.path in met or split.path.startswith(("/static/", "/dicomweb/")):
                continue
            met.add(split.path)
            name = str(resolve(split.path).url_name)
            if NO_PAGES.search(name) or self.seen[name]:
                continue
            self.seen[name] += 1
            todo += self.look(address, name, examined)

    def look(self, address: str, name: str, examined: Counter[str]) -> list[str]:
        page = self.who.page
        answer = page.goto(address)
        if answer is None or answer.status != 200:
            self.faults.append(f"{name} {address}: {answer.status if answer else 'no answer'}")
            return []
        examined[name] += 1
        page.evaluate(STILL)
        self.take(name, "light")
        if examined[name] <= 2:
            self.examine(name)
        links = page.eval_on_selector_all("a[href]", "all => all.map(one => one.getAttribute('href'))")
        here = [urljoin(page.url, link) for link in links if not link.startswith("#")]
        base = f"{urlsplit(page.url).scheme}://{urlsplit(page.url).netloc}"
        return [link.removeprefix(base) for link in here if link.startswith(base)]

    def examine(self, name: str) -> None:
        """Let axe look, in light and in dark; it is brought in past the page's policy, which stays in force."""
        page = self.who.page
        session = self.who.context.new_cdp_session(page)
        session.send("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")})
        locked = page.evaluate("() => 'themeLocked' in document.documentElement.dataset")
        for theme in ("dark",) if locked else ("light", "dark"):
            page.evaluate(SHOW_THEME, theme)
            self.faults += [f"{name} ({theme}) {page.url}: {one}" for one in page.evaluate(GRAVE)]
            if theme == "dark":
                self.take(name, "dark")
        page.evaluate(SHOW_THEME, "light")

    def take(self, name: str, theme: str) -> None:
        """Keep a picture of the page where pictures are asked for: people look at pages, too."""
        if self.pictures is not None:
            self.who.page.screenshot(path=str(self.pictures / f"{name}-{theme}.png"), full_page=True)


def test_every_page_answers_every_role_and_has_no_barrier(chromium: Browser, demo: Demo) -> None:
    if not AXE.is_file():
        pytest.skip("axe is not installed: run npm ci in frontend/")
    examined: Counter[str] = Counter()
    faults: list[str] = []
    with serving(demo.home) as server:
        nobody = Walk(Somebody.at(chromium, server.base), _pictures("nobody"))
        nobody.look("/account/login/", "account_login", examined)
        faults += [*nobody.faults, *nobody.who.faults]
        nobody.who.leave()
        for username, secret in demo.secrets.items():
            who = Somebody.at(chromium, server.base)
            who.sign_in(username, secret)
            walk = Walk(who, _pictures(username))
            walk.start(examined)
            faults += [f"{username}: {one}" for one in (*walk.faults, *who.faults)]
            assert len(walk.seen) >= 3, f"{username} met {sorted(walk.seen)}"
            who.leave()
    assert not faults, "\n".join(faults)
    assert pages() - set(examined) - ELSEWHERE == set()


def pages() -> set[str]:
    """The names of all routes that are pages."""
    names: set[str] = set()
    todo = list(get_resolver("centralis.config.urls").url_patterns)
    while todo:
        one = todo.pop()
        if isinstance(one, URLResolver):
            todo += one.url_patterns
        elif one.name and not NO_PAGES.search(one.name):
            names.add(one.name)
    return names


def _pictures(username: str) -> Path | None:
    if os.environ.get("CENTRALIS_SCREENSHOTS") != "1":
        return None
    folder = REPOSITORY / "screenshots" / username
    folder.mkdir(parents=True, exist_ok=True)
    return folder
