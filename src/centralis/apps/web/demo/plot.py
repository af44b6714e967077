"""The demonstration's tables: who plays, where, with which scanners, what becomes of each subject."""

from centralis.apps.web.demo.cast import CAST, SITES, Plot, example_document
from centralis.apps.web.demo.images import Patient
from centralis.core.simulation import SCANNERS, Course

PROTOCOL = "CEN-301"
NOTICE = "Demonstration with simulated images"

#: scanner's name → (site, key of the simulated scanner, is it qualified)
MACHINES = {
    "CT 1": ("01", "ge", True),
    "CT 2": ("01", "philips", True),
    "CT A": ("02", "siemens", True),
    "CT B": ("02", "canon", False),
}

PATIENTS = {
    one.code: one
    for one in (
        Patient("01-001", Course.RESPONDER, 11),
        Patient("01-002", Course.PROGRESSOR, 12),
        Patient("01-003", Course.STABLE, 13),
        Patient("02-001", Course.NEW_LESION, 21),
        Patient("02-002", Course.STABLE, 22),
        Patient("02-003", Course.STABLE, 23),
    )
}

#: subject → (site, days since day 0): from nearly done to just begun
SUBJECTS: dict[str, tuple[str, int | None]] = {
    "01-001": ("01", 178),
    "01-002": ("01", 185),
    "01-003": ("01", 114),
    "02-001": ("02", 130),
    "02-002": ("02", 125),
    "02-003": ("02", 61),
}


def plot() -> Plot:
    """What the demonstration's world is built from: the cast without its outsider, and simulated machines."""
    machines = {}
    for name, (site, key, qualified) in MACHINES.items():
        made = SCANNERS[key]
        machines[name] = (site, str(made.maker), f"{made.model} (simulated)", made.serial, made.software, qualified)
    cast = {part: row for part, row in CAST.items() if part != "outsider"}
    sexes = {code: patient.truth().identity.sex for code, patient in PATIENTS.items()}
    return Plot(cast, SITES, machines, SUBJECTS, sexes)


def document() -> str:
    """The trial file: the published example, which says that its images are simulated and allows their coarser pixels
    (256 columns over 400 mm)."""
    text = example_document()
    changes = {
        "  title: Examplinib": f"  title: {NOTICE} - Examplinib",
        "pixel_spacing_mm: {max: 1.0,": "pixel_spacing_mm: {max: 1.6,",
    }
    for old, new in changes.items():
        if text.count(old) != 1:
            raise ValueError(f"the example trial file no longer says {old!r} once")
        text = text.replace(old, new)
    return text
