"""Dates as people write them: 19511224, 1951-12-24, 24.12.51, 12/24/1951, 24-DEC-1951, Dec 24th, 1951, 24 Dez 51."""

import re

#: English, German, French, Spanish, Italian, Dutch, Portuguese; abbreviations only where they are no word of imaging.
_NAMES = (
    "jan january januar jänner janvier enero gennaio januari janeiro", "feb february februar feber fev fév février"
    " fevrier febrero febbraio februari fevereiro", "mar march märz maerz mrz mars marzo maart março marco",
    "apr april avr avril abr abril aprile", "may mai mayo maggio mei maio", "jun june juni juin junio giugno junho",
    "jul july juli juil juillet julio luglio julho", "aug august août aout agosto augustus",
    "sep sept september septembre septiembre settembre setembro", "oct okt october oktober octobre octubre ottobre"
    " outubro", "nov november novembre noviembre novembro", "dec dez december dezember décembre decembre diciembre"
    " dicembre dezembro",
)  # fmt: skip
_MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
#: Metal artefact reduction: '3 MAR' is no day.
_ALSO_IMAGING = frozenset(("mar", "may"))
_GAP = r"[ .,/_:\-]{1,3}"
_SEPARATED = re.compile(rf"(?<![0-9])(?<![0-9]\.)(\d{{1,4}}){_GAP}(\d{{1,2}}){_GAP}(\d{{1,4}})(?![0-9])(?!\.[0-9])")
_RUN = re.compile(r"(?<![0-9])(\d{8}|\d{6})(?=\d{4}(?:\d{2})?(?![0-9])|(?![0-9]))")
_NAMED = re.compile(
    rf"(?<![a-z0-9])(?:(\d{{1,4}})(?:st|nd|rd|th)?[ .,/_\-]{{0,3}})?({_MONTH})[ .,/_\-]{{0,3}}"
    r"(\d{1,4})?(?:st|nd|rd|th)?(?:[ .,/_\-]{1,3}(\d{2,4}))?(?![a-z0-9]|\.\d)",
    re.IGNORECASE,
)
_EARLIEST, _LATEST = 1850, 2150


def dates_in(text: str) -> set[str]:
    """Every date the text may mean, as YYYYMMDD; day and month both ways round, two-digit years in both centuries."""
    found: set[str] = set()
    for hit in _SEPARATED.finditer(text):
        first, second, third = hit.groups()
        found.update(_readings(first, second, third))
    for hit in _RUN.finditer(text):
        run = hit[1]
        cuts = ((4, 6), (2, 4)) if len(run) == 8 else ((2, 4),)
        for one, two in cuts:
            found.update(_readings(run[:one], run[one:two], run[two:]))
    for hit in _NAMED.finditer(text):
        before, month, after, year = hit.groups()
        number = str(_MONTHS[month.lower()])
        for day, years in ((before, year or after), (after, year), (after, before), (before, after)):
            if day and years:
                found.update(_day(years, number, day))
    return found


def without_dates(text: str, mark: str) -> str:
    """The text with everything that reads as a date replaced by the mark."""
    text = _NAMED.sub(lambda hit: mark if _is_named_date(hit) else hit[0], text)
    text = _SEPARATED.sub(lambda hit: mark if _readings(hit[1], hit[2], hit[3]) else hit[0], text)
    return _RUN.sub(lambda hit: mark if len(hit[1]) == 8 else hit[0], text)


def _is_named_date(hit: "re.Match[str]") -> bool:
    """Whether a month's name has a day or a year beside it ('MAR 3D' and 'SEPT' alone are no dates)."""
    return bool((hit[1] and (len(hit[3] or "") >= 2 or hit[4])) or (hit[3] and (hit[4] or len(hit[3]) == 4)) or
                (hit[1] and int(hit[1]) <= 31 and hit[2].lower() not in _ALSO_IMAGING))  # fmt: skip


def _readings(first: str, second: str, third: str) -> set[str]:
    if len(first) >= 3:
        return _day(first, second, third) if len(first) == 4 and len(third) <= 2 else set()
    if len(third) == 3:
        return set()
    found = _day(third, second, first) | _day(third, first, second)
    return found | _day(first, second, third) if len(third) <= 2 else found


def _day(year: str, month: str, day: str) -> set[str]:
    if len(year) not in (2, 4) or not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return set()
    years = (year,) if len(year) == 4 else ("19" + year, "20" + year)
    return {f"{one}{int(month):02d}{int(day):02d}" for one in years if _EARLIEST <= int(one) <= _LATEST}
