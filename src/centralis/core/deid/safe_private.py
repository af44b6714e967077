"""Private elements that are known to hold no identity, by group, creator and last byte (PS3.15 Table E.3.10-1).

A listed element passes only when its value is what the list says it is: a number is a number, a code a code, a date is
treated as all dates are. Elements marked `vendor` are not in the table: PET injection and scan times of GE and Siemens
without which SUV cannot be worked out, as their conformance statements describe them.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class SafePrivate:
    """A private element that may stay: its group, its creator, the last byte of its element number, and its VR.

    vr says what the value must be: a number (DS IS FL FD US SS UL SL), a code (CS SH), a date (DA DT TM), a UID (UI) or
    a text to be cleaned like a descriptor (LO).
    """

    group: int
    creator: str
    element: int
    vr: str = "DS"


VALUE_KINDS = ("DS", "IS", "FL", "FD", "US", "SS", "UL", "SL", "CS", "SH", "LO", "DA", "DT", "TM", "UI")
_PHILIPS_PET = "Philips PET Private Group"
SUV_ESSENTIALS = (SafePrivate(0x7053, _PHILIPS_PET, 0x00), SafePrivate(0x7053, _PHILIPS_PET, 0x09))
#: What SUV needs of Philips, GE and Siemens PET; the dates follow the profile's date choice.
SUV = (
    *SUV_ESSENTIALS,
    SafePrivate(0x0009, "GEMS_PETD_01", 0x0D, "DT"),  # vendor: scan date and time
    SafePrivate(0x0009, "GEMS_PETD_01", 0x38, "FL"),  # vendor: activity before injection
    SafePrivate(0x0009, "GEMS_PETD_01", 0x39, "DT"),  # vendor: time it was measured
    SafePrivate(0x0009, "GEMS_PETD_01", 0x3B, "DT"),  # vendor: time of administration
    SafePrivate(0x0009, "GEMS_PETD_01", 0x3C, "FL"),  # vendor: activity left after injection
    SafePrivate(0x0009, "GEMS_PETD_01", 0x3D, "DT"),  # vendor: time it was measured
    SafePrivate(0x0009, "GEMS_PETD_01", 0x3F, "FL"),  # vendor: half-life
    SafePrivate(0x0009, "GEMS_PETD_01", 0x40, "FL"),  # vendor: positron fraction
    SafePrivate(0x0071, "SIEMENS MED PT", 0x22, "DT"),  # vendor: acquisition start of the series
)
#: What diffusion imaging needs of Siemens, GE and Philips MR.
DIFFUSION = (
    SafePrivate(0x0019, "SIEMENS MR HEADER", 0x0C, "IS"),  # b value
    SafePrivate(0x0019, "SIEMENS MR HEADER", 0x0D, "CS"),  # directionality
    SafePrivate(0x0019, "SIEMENS MR HEADER", 0x0E, "FD"),  # gradient direction
    SafePrivate(0x0019, "SIEMENS MR HEADER", 0x27, "FD"),  # b matrix
    SafePrivate(0x0043, "GEMS_PARM_01", 0x39, "IS"),  # b value first
    SafePrivate(0x0019, "GEMS_ACQU_01", 0xBB, "DS"),  # vendor: gradient direction
    SafePrivate(0x0019, "GEMS_ACQU_01", 0xBC, "DS"),
    SafePrivate(0x0019, "GEMS_ACQU_01", 0xBD, "DS"),
    SafePrivate(0x2001, "Philips Imaging DD 001", 0x03, "FL"),  # b factor
    SafePrivate(0x2001, "Philips Imaging DD 001", 0x04, "CS"),  # direction
    SafePrivate(0x2005, "Philips MR Imaging DD 001", 0xB0, "FL"),  # vendor: gradient direction
    SafePrivate(0x2005, "Philips MR Imaging DD 001", 0xB1, "FL"),
    SafePrivate(0x2005, "Philips MR Imaging DD 001", 0xB2, "FL"),
)
#: What quantitative perfusion needs: Philips' scaling of MR samples, dynamics, Siemens' time after start.
PERFUSION = (
    SafePrivate(0x2005, "Philips MR Imaging DD 001", 0x0D, "FL"),  # scale intercept
    SafePrivate(0x2005, "Philips MR Imaging DD 001", 0x0E, "FL"),  # scale slope
    SafePrivate(0x2001, "Philips Imaging DD 001", 0x08, "IS"),  # vendor: phase number
    SafePrivate(0x2001, "Philips Imaging DD 001", 0x81, "IS"),  # vendor: number of dynamic scans
    SafePrivate(0x0019, "SIEMENS MR HEADER", 0x16, "DS"),  # vendor: time after start
)
#: The rest of the table that image readers use.
_OTHERS = (
    SafePrivate(0x00E1, "ELSCINT1", 0x21),  # dose length product
    SafePrivate(0x00E1, "ELSCINT1", 0x50),  # acquisition duration
    SafePrivate(0x01E1, "ELSCINT1", 0x26, "CS"),  # phantom type
    SafePrivate(0x01F1, "ELSCINT1", 0x01, "CS"),  # acquisition type
    SafePrivate(0x01F1, "ELSCINT1", 0x07),  # table velocity
    SafePrivate(0x01F1, "ELSCINT1", 0x26),  # pitch
    SafePrivate(0x01F1, "ELSCINT1", 0x27),  # rotation time
    SafePrivate(0x0019, "GEMS_ACQU_01", 0x23),  # table speed
    SafePrivate(0x0019, "GEMS_ACQU_01", 0x24),  # mid scan time
    SafePrivate(0x0019, "GEMS_ACQU_01", 0x27),  # rotation speed
    SafePrivate(0x0019, "GEMS_ACQU_01", 0x9E, "LO"),  # pulse sequence name
    SafePrivate(0x0025, "GEMS_SERS_01", 0x07, "SL"),  # images in the series
    SafePrivate(0x0043, "GEMS_PARM_01", 0x27, "SH"),  # pitch ratio
    SafePrivate(0x0043, "GEMS_PARM_01", 0x6F, "DS"),  # table entry, gradient coil
    SafePrivate(0x0045, "GEMS_HELIOS_01", 0x01, "SS"),  # macro rows in the detector
    SafePrivate(0x0045, "GEMS_HELIOS_01", 0x02, "FL"),  # macro width at isocentre
    SafePrivate(0x0903, "GEIIS PACS", 0x10, "US"),  # reject flag
    SafePrivate(0x0903, "GEIIS PACS", 0x11, "US"),  # significant flag
    SafePrivate(0x0903, "GEIIS PACS", 0x12, "US"),  # confidential flag
)
#: All of them: what the Retain Safe Private Option keeps.
SAFE_PRIVATE = tuple(sorted({*SUV, *DIFFUSION, *PERFUSION, *_OTHERS}))
