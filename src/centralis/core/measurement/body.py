"""Body measures that uptake and flow are divided by: lean body mass, ideal weight, body surface area.

Sources: James WPT 1976 (lean body mass, as DICOM CID 85 code 126405 and Slicer's SUV calculator use it: its published
factors for a real series are met in tests); Janmahasatian S et al, Clin Pharmacokinet 2005;44:1051-1065; ideal body
weight 48.0 (45.5) kg + 1.06 (0.91) kg a cm over 152 (DICOM code 126404; the male form met by the same factors, the
female one not confirmed); Du Bois D, Du Bois EF 1916; Mosteller RD, N Engl J Med 1987;317:1098.
"""

from math import sqrt
from typing import Literal

Sex = Literal["M", "F"]


def compute_lean_james_kg(weight_kg: float, height_m: float, sex: Sex) -> float:
    """Lean body mass by James. Not meant for the very obese, for whom it falls again."""
    ratio = weight_kg / (height_m * 100.0)
    return 1.10 * weight_kg - 128.0 * ratio**2 if sex == "M" else 1.07 * weight_kg - 148.0 * ratio**2


def compute_lean_janmahasatian_kg(weight_kg: float, height_m: float, sex: Sex) -> float:
    """Lean body mass by Janmahasatian, from weight and body mass index."""
    index = weight_kg / height_m**2
    share = 6680.0 + 216.0 * index if sex == "M" else 8780.0 + 244.0 * index
    return 9270.0 * weight_kg / share


def compute_ideal_kg(height_m: float, sex: Sex) -> float:
    """Ideal body weight from height."""
    over_cm = height_m * 100.0 - 152.0
    return 48.0 + 1.06 * over_cm if sex == "M" else 45.5 + 0.91 * over_cm


def compute_surface_du_bois_m2(weight_kg: float, height_m: float) -> float:
    """Body surface area by Du Bois and Du Bois."""
    return float(0.007184 * weight_kg**0.425 * (height_m * 100.0) ** 0.725)


def compute_surface_mosteller_m2(weight_kg: float, height_m: float) -> float:
    """Body surface area by Mosteller."""
    return sqrt(height_m * 100.0 * weight_kg / 3600.0)
