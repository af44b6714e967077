"""A headless Chromium that opens one viewer and then another, and looks at both in the same way."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

PROBE = Path(__file__).with_name("viewer_probe.js")
WINDOW = {"width": 1600, "height": 1000}
PATIENCE_MS = 120_000
SLICES = 100
SECRET = "measured with a watch"


@dataclass(frozen=True, slots=True)
class Look:
    """One opening of a study, ms: from navigation to the first picture, and a scroll through all slices."""

    first_ms: float
    scroll_ms: float


@contextmanager
def chromium() -> Iterator[Browser]:
    """A Chromium that lets a page of one server ask another, as OHIF's asks Orthanc: no proxy stands between them."""
    with sync_playwright() as play:
        flags = ["--no-sandbox", "--disable-web-security", "--enable-precise-memory-info"]
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=flags)
        try:
            yield browser
        finally:
            browser.close()


def visitor(browser: Browser) -> BrowserContext:
    """Somebody with an empty cache; every page carries the probe."""
    context = browser.new_context(viewport=WINDOW)
    context.add_init_script(path=str(PROBE))
    context.set_default_timeout(PATIENCE_MS)
    return context


def sign_in(context: BrowserContext, base: str, username: str, secret: str) -> None:
    """Sign in at our server, as a person does."""
    page = context.new_page()
    page.goto(f"{base}/account/login/")
    page.fill("[name=login]", username)
    page.fill("[name=password]", secret)
    with page.expect_navigation():
        page.click("main button[type=submit], form button[type=submit]")
    if "login" in page.url:
        raise RuntimeError(f"{username} could not sign in: {page.inner_text('body')[:300]}")
    page.close()


def open_case(page: Page, base: str, case: str) -> Page:
    """Open a case's baseline for its reader, without its images; whoever opened it before goes on with it."""
    page.goto(f"{base}/reading/{case}/")
    page.route("**/images/**", lambda route: route.abort())
    page.click("main .btn-primary")
    page.wait_for_url("**/1/")
    return page


def look(context: BrowserContext, address: str, slices: int, *, from_top: bool) -> Look:
    """Open a study in a new page and scroll through it; `from_top`: the viewer starts at the first slice."""
    page = context.new_page()
    try:
        page.goto(address, wait_until="commit")
        first = float(page.evaluate("() => window.measuring.first"))
        if not from_top:
            page.focus(".viewer-cell")
            page.keyboard.press("Home")
            page.wait_for_selector(".viewer-cell[data-place='0']")
        swept = page.evaluate("(count) => window.measuring.sweep(count)", slices)
        return Look(first, swept["ms"] / swept["slices"] * slices)
    finally:
        page.close()


def memory_of(page: Page) -> float:
    """What the processes of pages hold after a collection, MB: pixels lie outside the heap of the scripts."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    session.detach()
    page.wait_for_timeout(500)
    browser = page.context.browser
    if browser is None:
        raise RuntimeError("The page has no browser to be asked.")
    system = browser.new_browser_cdp_session()
    found = [one["id"] for one in system.send("SystemInfo.getProcessInfo")["processInfo"] if one["type"] == "renderer"]
    system.detach()
    return sum(_resident(number) for number in found)


def _resident(number: int) -> float:
    """The resident memory of a process, MB."""
    status = Path(f"/proc/{number}/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1000
