"""Invented persons, so that de-identification has something to remove. Nobody by these data exists."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

FAMILY_NAMES = ("Amberfeld", "Brackwater", "Castellmoor", "Dunhollow", "Eschenbruck", "Fairthorne", "Grauwald")
GIVEN_NAMES = {
    "F": ("Adelina", "Berit", "Clarice", "Dorothea", "Elspeth", "Friederike"),
    "M": ("Anselm", "Bertram", "Caspar", "Dietmar", "Edmund", "Ferdinand"),
}
STREETS = ("Lindenweg", "Mill Lane", "Harbour Street", "Am Anger")


@dataclass(frozen=True, slots=True)
class Identity:
    """What a hospital's system would know of a person. `height_m` in metres as DICOM has it (0010,1020)."""

    name: str  # DICOM PN: family^given
    hospital_id: str
    birth_date: date
    sex: str  # F or M
    weight_kg: float
    height_m: float
    address: str

    def age_years(self, on: date) -> int:
        """Completed years of age on a day."""
        return on.year - self.birth_date.year - ((on.month, on.day) < (self.birth_date.month, self.birth_date.day))


def simulate_identity(seed: int) -> Identity:
    """An invented person; the same seed gives the same person."""
    chance = np.random.default_rng([seed, 0x1D])
    sex = ("F", "M")[int(chance.integers(2))]
    family, given = FAMILY_NAMES[int(chance.integers(len(FAMILY_NAMES)))], GIVEN_NAMES[sex]
    return Identity(
        name=f"{family}^{given[int(chance.integers(len(given)))]}",
        hospital_id=f"H{int(chance.integers(10**6, 10**7))}",
        birth_date=date(1942, 1, 1) + timedelta(days=int(chance.integers(365 * 35))),
        sex=sex,
        weight_kg=round(float(chance.normal(68 if sex == "F" else 82, 9)), 1),
        height_m=round(float(chance.normal(1.64 if sex == "F" else 1.77, 0.06)), 2),
        address=f"{int(chance.integers(1, 120))} {STREETS[int(chance.integers(len(STREETS)))]}",
    )
