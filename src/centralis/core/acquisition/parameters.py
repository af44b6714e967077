"""Every acquisition parameter a charter may set a rule on: its name, unit and meaning, as one table.

The published schema of the trial file, the checks and the documentation page are all made from this table, so a
parameter that can be written can also be checked. Units stand in the names (_mm, _ms, _min). Sources: DICOM PS3.3
C.7.6.2 (image plane), C.8.2.1 (CT image), C.8.3.1 (MR image), C.8.9.1 and C.8.9.2 (PET series and isotope).
"""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What kind of value a parameter has, and so which rules can be set on it."""

    NUMBER = "number"
    TEXT = "text"
    SET = "set"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One checkable property of a series."""

    name: str
    kind: Kind
    unit: str
    meaning: str
    modalities: tuple[str, ...] = ()  # empty: any


def _table(*rows: Parameter) -> dict[str, Parameter]:
    return {row.name: row for row in rows}


_N, _T = Kind.NUMBER, Kind.TEXT

PARAMETERS: dict[str, Parameter] = _table(
    Parameter("slice_thickness_mm", _N, "mm", "nominal thickness of a slice (0018,0050)"),
    Parameter("slice_spacing_mm", _N, "mm", "distance between neighbouring slice centres, from their positions"),
    Parameter("slice_gap_mm", _N, "mm", "spacing less thickness: above 0 tissue is skipped, below 0 slices overlap"),
    Parameter("pixel_spacing_mm", _N, "mm", "larger of row and column spacing (0028,0030)"),
    Parameter("field_of_view_mm", _N, "mm", "smaller side of the image in the patient: pixels times spacing"),
    Parameter("extent_mm", _N, "mm", "length covered along the slice normal, first to last slice with thickness"),
    Parameter("slices", _N, "1", "number of slices, frames counted"),
    Parameter("rows", _N, "1", "rows of the image matrix"),
    Parameter("columns", _N, "1", "columns of the image matrix"),
    Parameter("gantry_tilt_deg", _N, "deg", "tilt of the gantry, from sheared slice positions", ("CT",)),
    Parameter("kvp", _N, "kV", "tube voltage (0018,0060)", ("CT",)),
    Parameter("tube_current_ma", _N, "mA", "tube current (0018,1151)", ("CT",)),
    Parameter("exposure_mas", _N, "mAs", "exposure (0018,1152)", ("CT",)),
    Parameter("kernel", _T, "", "reconstruction kernel (0018,1210)", ("CT",)),
    Parameter("tr_ms", _N, "ms", "repetition time (0018,0080)", ("MR",)),
    Parameter("te_ms", _N, "ms", "echo time (0018,0081)", ("MR",)),
    Parameter("ti_ms", _N, "ms", "inversion time (0018,0082)", ("MR",)),
    Parameter("flip_angle_deg", _N, "deg", "flip angle (0018,1314)", ("MR",)),
    Parameter("field_strength_t", _N, "T", "magnetic field strength (0018,0087)", ("MR",)),
    Parameter("weight_kg", _N, "kg", "patient's weight (0010,1030)", ("PT",)),
    Parameter("height_m", _N, "m", "patient's size (0010,1020)", ("PT",)),
    Parameter("dose_bq", _N, "Bq", "total activity injected (0018,1074)", ("PT",)),
    Parameter("uptake_min", _N, "min", "injection to start of acquisition", ("PT",)),
    Parameter("injection_time", Kind.MOMENT, "", "start of the injection (0018,1078 or 0018,1072)", ("PT",)),
    Parameter("acquisition_time", Kind.MOMENT, "", "start of the acquisition (0008,0022 and 0008,0032)"),
    Parameter("corrected", Kind.SET, "", "corrections applied to the image (0028,0051)", ("PT",)),
    Parameter("decay_correction", _T, "", "moment decay is corrected to (0054,1102)", ("PT",)),
    Parameter("pixel_units", _T, "", "unit of the pixel values (0054,1001)", ("PT",)),
    Parameter("manufacturer", _T, "", "maker of the scanner (0008,0070)"),
    Parameter("model", _T, "", "model of the scanner (0008,1090)"),
)

CONTRAST_PHASES: dict[str, tuple[str, ...]] = {
    # The second column are the words that technologists and scanners write into descriptions for the phase.
    "none": ("unenhanced", "non contrast", "noncontrast", "without contrast", "wo contrast", "native", "pre contrast"),
    "any": (),
    "arterial": ("arterial", "art phase", "early arterial"),
    "late arterial": ("late arterial", "late art"),
    "portal venous": ("portal venous", "portal", "venous", "pv phase", "pvp"),
    "nephrographic": ("nephrographic", "nephro"),
    "equilibrium": ("equilibrium", "equil"),
    "delayed": ("delayed", "delay", "excretory", "late phase"),
    "post": ("post contrast", "with contrast", "post gd", "post gad", "enhanced", "t1 gd", "c+"),
}
"""Contrast phases a charter may ask for. `any` asks only that contrast was given; `post` is MR's plain word."""

REGIONS: dict[str, tuple[str, ...]] = {
    # The words of DICOM's Body Part Examined (PS3.16 Annex L) that show the region is in the scan.
    "head": ("HEAD", "BRAIN", "SKULL", "HEADNECK", "WHOLEBODY"),
    "neck": ("NECK", "HEADNECK", "CSPINE", "NECKCHEST", "NECKCHESTABDOMEN", "NECKCHESTABDPELV", "WHOLEBODY"),
    "chest": (
        "CHEST", "THORAX", "LUNG", "CHESTABDOMEN", "CHESTABDPELVIS", "NECKCHEST", "NECKCHESTABDOMEN",
        "NECKCHESTABDPELV", "WHOLEBODY", "TSPINE", "HEART",
    ),
    "abdomen": (
        "ABDOMEN", "LIVER", "PANCREAS", "KIDNEY", "CHESTABDOMEN", "ABDOMENPELVIS", "CHESTABDPELVIS",
        "NECKCHESTABDOMEN", "NECKCHESTABDPELV", "WHOLEBODY",
    ),
    "pelvis": ("PELVIS", "ABDOMENPELVIS", "CHESTABDPELVIS", "NECKCHESTABDPELV", "WHOLEBODY", "PROSTATE", "BLADDER"),
    "spine": ("SPINE", "CSPINE", "TSPINE", "LSPINE", "SSPINE", "WHOLEBODY"),
    "extremity": ("EXTREMITY", "LEG", "THIGH", "KNEE", "FOOT", "ARM", "HAND", "WRIST", "SHOULDER", "ANKLE", "HIP"),
    "heart": ("HEART", "CARDIAC", "CHEST", "THORAX"),
    "whole body": ("WHOLEBODY",),
}  # fmt: skip
"""Anatomical regions a charter may ask to be covered."""

MODALITIES = ("CT", "MR", "PT", "NM", "US", "DX", "CR", "MG", "XA", "OPT", "ES")
"""Modalities (0008,0060) for which a requirement can be written."""
