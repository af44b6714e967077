"""Volumes of the left ventricle and ejection fraction: biplane discs, or areas of short-axis slices.

Lang RM et al, J Am Soc Echocardiogr 2015;28:1-39 (biplane summation of discs, 20 discs); for CMR the sum of areas times
the distance of slices. Lengths in mm, areas in mm², volumes in ml.
"""

from collections.abc import Sequence
from decimal import Decimal

PI = Decimal("3.14159265358979323846")
DISCS = 20
_MM3_IN_ML = Decimal(1000)


def compute_biplane_ml(
    four_chamber_mm: Sequence[Decimal], two_chamber_mm: Sequence[Decimal], length_mm: Decimal
) -> Decimal:
    """Volume from the disc diameters of the two apical views and the longer of their lengths.

    V = π/4 × Σ aᵢ bᵢ × L/n for n discs. Raises ValueError unless both views have the same number of discs.
    """
    if not four_chamber_mm or len(four_chamber_mm) != len(two_chamber_mm):
        raise ValueError(f"{len(four_chamber_mm)} and {len(two_chamber_mm)} discs; both views need the same number.")
    products = sum((a * b for a, b in zip(four_chamber_mm, two_chamber_mm, strict=True)), Decimal(0))
    return PI / 4 * products * length_mm / len(four_chamber_mm) / _MM3_IN_ML


def compute_slices_ml(areas_mm2: Sequence[Decimal], thickness_mm: Decimal, gap_mm: Decimal) -> Decimal:
    """Volume of a stack of short-axis slices: Σ area × (thickness + gap)."""
    return sum(areas_mm2, Decimal(0)) * (thickness_mm + gap_mm) / _MM3_IN_ML


def compute_ejection_percent(end_diastolic_ml: Decimal, end_systolic_ml: Decimal) -> Decimal:
    """(EDV − ESV) / EDV × 100. Raises ValueError when the ventricle is larger in systole, or empty in diastole."""
    if end_diastolic_ml <= 0:
        raise ValueError(f"The end-diastolic volume is {end_diastolic_ml:f} ml; it must be above 0.")
    if end_systolic_ml > end_diastolic_ml:
        raise ValueError(
            f"The end-systolic volume {end_systolic_ml:.1f} ml exceeds the end-diastolic {end_diastolic_ml:.1f} ml."
        )
    return (end_diastolic_ml - end_systolic_ml) * 100 / end_diastolic_ml
