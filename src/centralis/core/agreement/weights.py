"""How far apart two categories count as disagreement: the weights of weighted kappa and of Gwet's AC2."""

from collections.abc import Sequence
from enum import StrEnum

import numpy as np

from centralis.core.agreement.ratings import AgreementError, Floats, Rating


class Weights(StrEnum):
    """Identity: only the same category agrees. Linear (Cicchetti-Allison), quadratic (Fleiss-Cohen): nearness too."""

    IDENTITY = "identity"
    LINEAR = "linear"
    QUADRATIC = "quadratic"


def derive_scores(categories: Sequence[Rating]) -> Floats:
    """Where the categories lie on the scale: numbers as they are, words at 0, 1, 2 ... in their order.

    Numbers as they are: a category that nobody used leaves the distances of the others as they were (the table scores
    of SAS PROC FREQ; irrCAC's weights). For consecutive whole numbers both are the same.
    """
    if any(isinstance(one, str) for one in categories):
        return np.arange(len(categories), dtype=float)
    return np.array([float(one) for one in categories])


def derive_weights(weights: Weights, categories: Sequence[Rating]) -> Floats:
    """Agreement weights, shape (category, category): 1 on the diagonal, 0 between the ends of the scale.

    Linear 1 - |a - b| / range, quadratic 1 - ((a - b) / range)^2. Cohen J, Psychol Bull 1968;70:213-220; Cicchetti DV,
    Allison T, Am J EEG Technol 1971;11:101-109; Fleiss JL, Cohen J, Educ Psychol Meas 1973;33:613-619.
    """
    if weights is Weights.IDENTITY:
        return np.eye(len(categories))
    if len(categories) < 2:
        raise AgreementError(f"{weights.value.capitalize()} weights need at least two categories.")
    scores = derive_scores(categories)
    apart: Floats = np.abs(scores[:, None] - scores[None, :]) / (scores.max() - scores.min())
    return np.asarray(1 - (apart if weights is Weights.LINEAR else apart**2))
