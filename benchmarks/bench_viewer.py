"""The reading room's viewer against OHIF: first picture, cold scroll; and by itself: next case, memory, saves, size."""

import gzip
import json
import statistics
import sys
from pathlib import Path

from playwright.sync_api import BrowserContext, Page

from benchmarks.centralis_server import serving
from benchmarks.dicomweb import store
from benchmarks.ohif import NAME, ohif
from benchmarks.peers import orthanc
from benchmarks.rows import Aim, Row
from benchmarks.slices import as_new, make_slices
from benchmarks.viewer_browser import SECRET, SLICES, Look, chromium, look, memory_of, open_case, sign_in, visitor

ROUNDS = 5
CASES = 10  # read one after another in one page, for memory
SAVES = 200
COMMAND = "python -m benchmarks viewer"
STUDY = "2.25.1750011"  # as `slices` numbers round 5001
WEB = Path(__file__).parents[1] / "src" / "centralis" / "web_dist"
NOTES = (
    "Headless Chromium without a graphics card, window of 1600 × 1000; one study of 100 CT slices of 512 × 512, 16 "
    "bits, uncompressed, as each server stores them; five rounds in turns, the median. Each viewer's own files are in "
    "the browser's cache from one opening before, pictures are not; ours opens another case each round.",
    "First picture: from navigation until a canvas in the page wider than 300 pixels is lit, by one probe for both. "
    "Scroll: a wheel that turns as soon as the slice before is drawn, right after the first picture.",
    f"{NAME} from npm at its defaults over Orthanc's DICOMweb, without a proxy and without a sign-in; ours signed in, "
    "each opening in the ledger. OHIF draws by WebGL, which is imitated here; ours chooses the processor.",
    "The scripts of OHIF's package on npm are not minified, 17 MB: its first picture includes reading them, as it does "
    "for everybody who serves that package as it comes.",
    "Next case: from the press of the key to the picture, its first pictures fetched while the case before was read. "
    "Memory: resident, of the browser's processes of pages, after a collection, with the tenth case over the second.",
    "Main bundle: the script files that a reading page loads before any picture, gzip; codecs come on demand.",
)


def run() -> list[Row]:
    """Measure OHIF over Orthanc and a Centralis of its own, in turns, then what is asked of ours alone."""
    with orthanc() as peer, ohif(peer) as theirs, serving("benchmarks.viewer_setup") as (base, facts):
        store(peer, as_new(make_slices(SLICES), 5001), parts=50)
        with chromium() as browser:
            ours, other = visitor(browser), visitor(browser)
            sign_in(ours, base, facts["username"], facts["secret"])
            looks = _take_turns(ours, other, base, facts["cases"][: ROUNDS + 1], theirs)
            rows = _compare(looks)
            page = ours.new_page()
            rows += _read_on(page, base, facts["cases"][ROUNDS + 1 :])
            rows.append(_save(page))
    return [*rows, _bundle()]


def _take_turns(
    ours: BrowserContext, other: BrowserContext, base: str, cases: list[str], theirs: str
) -> dict[str, list[Look]]:
    """Open both in turns; the first round fills the caches and is not counted."""
    found: dict[str, list[Look]] = {"ours": [], "peer": []}
    for case in cases:
        open_case(ours.new_page(), base, case).close()
        found["ours"].append(look(ours, f"{base}/reading/{case}/1/", SLICES, from_top=False))
        found["peer"].append(look(other, f"{theirs}/viewer?StudyInstanceUIDs={STUDY}", SLICES, from_top=True))
        print({name: one[-1] for name, one in found.items()}, file=sys.stderr)
    return {name: looks[1:] for name, looks in found.items()}


def _compare(looks: dict[str, list[Look]]) -> list[Row]:
    ours, peer = looks["ours"], looks["peer"]
    first = [statistics.median(one.first_ms for one in side) for side in (ours, peer)]
    scroll = [statistics.median(one.scroll_ms for one in side) for side in (ours, peer)]
    return [
        Row(name, one, other, "ms", 0.5, COMMAND, Aim.RATIO_AT_MOST, NAME)
        for name, (one, other) in {
            "first picture of a study of 100 slices": first,
            "cold scroll through 100 slices": scroll,
        }.items()
    ]


def _read_on(page: Page, base: str, cases: list[str]) -> list[Row]:
    """Read cases one after another in one document: how long the next one takes, and what the browser holds.

    Elements are waited for by locators: a selector's handle would itself hold the page that was left.
    """
    open_case(page, base, cases[0])
    page.unroute_all()
    page.reload()
    waited, held = [], []
    for _case in range(CASES):
        page.locator("[data-viewer][data-live]").wait_for()
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(2000)
        held.append(memory_of(page))
        _sign(page)
        waited.append(float(page.evaluate("() => window.measuring.next()")))
        print(f"next case after {waited[-1]:.0f} ms, {held[-1]:.0f} MB held", file=sys.stderr)
    name, growth = "next case's first picture, fetched ahead, median of ten", held[-1] / held[1]
    return [
        Row(name, statistics.median(waited), None, "ms", 300, COMMAND, Aim.AT_MOST),
        Row("memory with the tenth case over that with the second", growth, None, "×", 1.1, COMMAND, Aim.AT_MOST),
    ]


def _sign(page: Page) -> None:
    """Fill in what a signature needs, and sign."""
    page.select_option("[name='targets-0-organ']", "liver")
    page.fill("[name='targets-0-diameter_mm']", "40")
    page.wait_for_timeout(1500)
    page.click("button[value=sign]")
    page.fill("[name=secret]", SECRET)
    page.click("main form button.btn-primary")
    page.locator("[data-then] .btn-primary").wait_for()


def _save(page: Page) -> Row:
    """How long a mark waits until the server has it."""
    page.locator("[data-viewer][data-live]").wait_for()
    page.wait_for_load_state("networkidle")
    times = page.evaluate("(count) => window.measuring.save(count)", SAVES)
    p95 = statistics.quantiles(times, n=20)[-1]
    return Row(f"a mark saved and acknowledged, p95 of {SAVES}", p95, None, "ms", 150, COMMAND, Aim.AT_MOST)


def _bundle() -> Row:
    """What a reading page loads before any picture."""
    manifest = json.loads(WEB.joinpath(".vite", "manifest.json").read_text(encoding="utf-8"))
    wanted, waiting = set(), ["src/theme-early.ts", "src/main.ts", "src/viewer.ts", "src/readform.ts"]
    while waiting:
        name = waiting.pop()
        if name not in wanted:
            wanted.add(name)
            waiting += manifest[name].get("imports", [])
    size = sum(len(gzip.compress((WEB / manifest[name]["file"]).read_bytes(), 9)) for name in wanted)
    return Row("main bundle, gzip", size / 1e6, None, "MB", 1.3, COMMAND, Aim.AT_MOST)
