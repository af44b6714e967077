"""A series of 5,000 slices: our first picture and OHIF's of the same; by itself: jumps through it, what is held."""

import random
import statistics
import sys

from playwright.sync_api import BrowserContext, Page

from benchmarks.centralis_server import serving
from benchmarks.dicomweb import Root, store
from benchmarks.ohif import NAME, ohif
from benchmarks.peers import orthanc
from benchmarks.rows import Aim, Row
from benchmarks.slices import LONG, as_new, make_slices
from benchmarks.viewer_browser import chromium, memory_of, open_case, sign_in, visitor

ROUNDS = 3
JUMPS = 20
TURNS = 500
COMMAND = "python -m benchmarks large"
STUDY = "2.25.1750011"  # as `slices` numbers round 5001
NOTES = (
    "One CT series of 5,000 slices of 512 × 512, 16 bits, uncompressed (2.6 GB), as each server stores it; headless "
    "Chromium without a graphics card. First picture: from navigation until a canvas wider than 300 pixels is lit, "
    "three openings in turns after one that is not counted, the median. Our headers were read before, as the scan "
    "before release reads them.",
    f"Jump: from the move of the scrollbar to the slice drawn, {JUMPS} places drawn by a seed, the median and the "
    f"slowest. Memory: resident, of the browser's processes of pages, after these and a wheel turned {TURNS} times.",
)


def run() -> list[Row]:
    """Open the same series in both, in turns; then go through ours."""
    with orthanc() as peer, ohif(peer) as theirs, serving("benchmarks.large_setup") as (base, facts):
        _fill(peer)
        with chromium() as browser:
            ours, other = visitor(browser), visitor(browser)
            sign_in(ours, base, facts["username"], facts["secret"])
            open_case(ours.new_page(), base, facts["case"]).close()
            here, there = f"{base}/reading/{facts['case']}/1/", f"{theirs}/viewer?StudyInstanceUIDs={STUDY}"
            firsts = [(_first(ours, here), _first(other, there)) for _round in range(ROUNDS + 1)]
            print(firsts, file=sys.stderr)
            page = ours.new_page()
            page.goto(here)
            jumps = _jump(page)
            held = memory_of(page)
    mine, peers = (statistics.median(pair[side] for pair in firsts[1:]) for side in (0, 1))
    return [
        Row("first picture of a study of 5,000 slices", mine, peers, "ms", 0.5, COMMAND, Aim.RATIO_AT_MOST, NAME),
        Row("first picture of a study of 5,000 slices, by itself", mine, None, "ms", 2000, COMMAND, Aim.AT_MOST),
        Row("jump to a slice never looked at, median", statistics.median(jumps), None, "ms", 300, COMMAND, Aim.AT_MOST),
        Row("jump to a slice never looked at, slowest", max(jumps), None, "ms", 1000, COMMAND, Aim.AT_MOST),
        Row("memory of the browser after all of it", held, None, "MB", 2000, COMMAND, Aim.AT_MOST),
    ]


def _fill(peer: Root) -> None:
    files = as_new(make_slices(LONG), 5001)
    for start in range(0, LONG, 500):
        store(peer, files[start : start + 500], parts=50)


def _first(context: BrowserContext, address: str) -> float:
    """The ms from navigation to the first picture, in a page of its own."""
    page = context.new_page()
    try:
        page.goto(address, wait_until="commit")
        return float(page.evaluate("() => window.measuring.first"))
    finally:
        page.close()


def _jump(page: Page) -> list[float]:
    """How long each jump took, ms; then the wheel, from the first slice on."""
    page.evaluate("() => window.measuring.first")
    places = random.Random(20261122).sample(range(100, LONG), JUMPS)
    found = [float(page.evaluate("(place) => window.measuring.jump(place)", place)) for place in places]
    page.evaluate("() => window.measuring.jump(0)")
    page.evaluate("(count) => window.measuring.sweep(count)", TURNS)
    return found
