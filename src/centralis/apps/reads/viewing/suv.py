"""Uptake of PET series for a blinded reader: one factor from rescaled values to SUV by body weight, or why none.

Weight, dose and times are read in a child process, used here and told to nobody; only the factor leaves, and a reason
without values. Rescaled values are stored ones times Rescale Slope plus Rescale Intercept, frame by frame.
"""

from functools import lru_cache
from typing import Any

from centralis.apps.intake.models import ExamVersion
from centralis.apps.intake.preparing import store
from centralis.apps.reads.viewing import series as viewing
from centralis.apps.reads.viewing.headers import HEADER_BYTES, ask_child
from centralis.core.measurement.pet_facts import facts_from_json, facts_of_series
from centralis.core.measurement.suv import Kind, SuvFactor, compute_suv_factor
from centralis.services.store import OBJECTS

Json = dict[str, Any]
_BATCH = 64
_UNITS = {"BQML": "Bq/ml", "CNTS": "counts", "GML": "g/ml", "CPS": "counts/s", "PROPCNTS": "counts", "PCNT": "%"}
#: Where the start of one object is had: its digest, and how many bytes of it (None: all).
_Source = tuple[str, int | None]


def suv_of(series: viewing.Series, kind: Kind = Kind.BODY_WEIGHT) -> SuvFactor | None:
    """The factor of a PET series with every input, or the reason for none; None for what is no PET."""
    if series.modality != "PT":
        return None
    firsts = {one.sop_uid: one for one in series.frames if one.number == 1}
    return _factor(tuple((one.digest, one.place[0] if one.place else None) for one in firsts.values()), kind)


def factor_of(version: ExamVersion, frame: viewing.Frame) -> SuvFactor | None:
    """The factor of a frame's series: SUV is the frame's rescaled value times `factor`. None for what is no PET."""
    found = next(one for one in viewing.series_of(version) if one.uid == frame.series_uid)
    return suv_of(found)


def show_suv(series: viewing.Series) -> Json | None:
    """What the viewer is told: the factor or the reason, and in what unit the values are without it."""
    found = suv_of(series)
    if found is None:
        return None
    stored = series.frames[0].model.get("00541001", {}).get("Value", [""])[0]
    return {"factor": found.factor, "unit": _UNITS.get(stored, "stored units"), "reason": found.bare_reason}


@lru_cache(maxsize=64)
def _factor(sources: tuple[_Source, ...], kind: Kind) -> SuvFactor:
    told: list[Json] = []
    for start in range(0, len(sources), _BATCH):
        batch = sources[start : start + _BATCH]
        known = [_header(digest, size) for digest, size in batch if size is not None]
        answers = iter(ask_child({"do": "uptake", "files": known}) if known else [])
        told += [next(answers) if size is not None else _whole(digest) for digest, size in batch]
    if any("fault" in one for one in told):
        return _none("Some images of the series cannot be read.")
    try:
        facts = facts_of_series(facts_from_json(one) for one in told)
    except ValueError as fault:
        return _none(str(fault), "The images of the series contradict each other.")
    return compute_suv_factor(facts, kind)


def _none(reason: str, bare: str = "") -> SuvFactor:
    return SuvFactor(None, Kind.BODY_WEIGHT, {}, reason, bare_reason=bare or reason)


def _header(digest: str, size: int) -> Json:
    return {"header": store().read(OBJECTS, digest, 0, min(size, HEADER_BYTES)).hex()}


def _whole(digest: str) -> Json:
    with store().local(OBJECTS, digest) as path:
        told: Json = ask_child({"do": "uptake", "files": [{"path": str(path)}]})[0]
    return told
