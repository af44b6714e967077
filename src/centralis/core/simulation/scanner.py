"""Simulated scanners: what a scanner is, and how its maker writes headers and pixels."""

from dataclasses import dataclass
from enum import StrEnum


class Kernel(StrEnum):
    """What a reconstruction kernel is for; each maker has its own name for it."""

    SOFT = "soft"
    LUNG = "lung"


class Maker(StrEnum):
    """Manufacturer (0008,0070) as each maker writes it."""

    GE = "GE MEDICAL SYSTEMS"
    SIEMENS = "SIEMENS"
    PHILIPS = "Philips"
    CANON = "Canon Medical Systems"


@dataclass(frozen=True, slots=True)
class HeaderHabits:
    """How a maker writes a CT header: pixel storage, order of slices, words, and one private block.

    `stored_offset_hu` is the rescale intercept: HU = stored + offset (PS3.3 C.11.1). `private` holds group, creator and
    the text values of its first elements (PS3.5 7.8.1).
    """

    kernels: dict[Kernel, str]
    bits_stored: int
    signed: bool
    stored_offset_hu: int
    head_first_slice: bool
    states_spacing: bool
    filter_type: str
    series_words: str
    agent: str
    private: tuple[int, str, tuple[str, ...]]


HABITS: dict[Maker, HeaderHabits] = {
    Maker.GE: HeaderHabits(
        {Kernel.SOFT: "STANDARD", Kernel.LUNG: "LUNG"}, 16, True, -1024, True, False, "BODY FILTER",
        "AXIAL {thickness:g}MM {phase}", "OMNIPAQUE 350", (0x0009, "GEMS_IDEN_01", ("CT_LIGHTSPEED", "CT01", "RT16")),
    ),
    Maker.SIEMENS: HeaderHabits(
        {Kernel.SOFT: "B30f", Kernel.LUNG: "B70f"}, 12, False, -1024, False, False, "0",
        "Thorax Abdomen {thickness:.1f} {kernel} {phase}", "Ultravist 370",
        (0x0019, "SIEMENS CT VA0  COAD", ("A1", "Z-UHR OFF")),
    ),
    Maker.PHILIPS: HeaderHabits(
        {Kernel.SOFT: "B", Kernel.LUNG: "YC"}, 12, False, -1024, True, True, "B",
        "{phase}, {thickness:g}mm iDose", "Iomeron 400", (0x01E1, "ELSCINT1", ("HELICAL", "IDOSE 3")),
    ),
    Maker.CANON: HeaderHabits(
        {Kernel.SOFT: "FC08", Kernel.LUNG: "FC52"}, 16, True, 0, True, True, "ORG",
        "Body {thickness:.1f} {phase}", "Iopamiron 370", (0x7005, "TOSHIBA_MEC_CT3", ("ORG", "AIDR 3D STD")),
    ),
}  # fmt: skip
"""Habits by maker."""


@dataclass(frozen=True, slots=True)
class ScannerModel:
    """One scanner at one site. `noise_hu` is the standard deviation in the middle of the body at 5 mm slices."""

    maker: Maker
    model: str
    serial: str
    software: str
    station: str
    institution: str
    kvp: float = 120.0
    tube_current_ma: int = 220
    noise_hu: float = 11.0
    field_of_view_mm: float = 400.0

    @property
    def habits(self) -> HeaderHabits:
        return HABITS[self.maker]

    def kernel_name(self, kernel: Kernel) -> str:
        """The maker's own name of a kernel, as in Convolution Kernel (0018,1210)."""
        return self.habits.kernels[kernel]


SCANNERS: dict[str, ScannerModel] = {
    "ge": ScannerModel(
        Maker.GE, "LightSpeed VCT", "SIM-GE-0417", "12HW14.6", "CT01", "Riverside General", noise_hu=12.0
    ),
    "siemens": ScannerModel(
        Maker.SIEMENS, "SOMATOM Definition AS", "SIM-SI-66021", "syngo CT VA48A", "CTAWP66021", "Klinikum am Park"
    ),
    "philips": ScannerModel(
        Maker.PHILIPS, "Ingenuity CT", "SIM-PH-3390", "4.1.6", "HOST-3390", "Riverside General", noise_hu=10.0
    ),
    "canon": ScannerModel(
        Maker.CANON, "Aquilion ONE", "SIM-CA-2204", "V10.0", "ID_STATION", "Klinikum am Park", noise_hu=10.5
    ),
}
"""One scanner of each maker, for demos and tests; `dataclasses.replace` makes others."""
