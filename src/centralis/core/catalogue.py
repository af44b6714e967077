"""The criteria and scores this house knows, by public name: what each is, its schema, form, page and assessment."""

from centralis.core.criteria import (
    imwg_2016,
    irecist,
    irrc,
    iwcll_2018,
    lugano_2014,
    mrecist_hcc,
    pcwg3,
    percist_1_0,
    rano,
    recist_1_1,
)
from centralis.core.criteria.criterion import Criterion
from centralis.core.scores import (
    agatston,
    brain_volumetry,
    cad_rads_2_0,
    kellgren_lawrence,
    lvef,
    mayo_endoscopic,
    mcdonald_2017,
    mcdonald_2024,
    ramris_2016,
    rust,
    stress_perfusion,
    uceis,
)

_ALL = (
    recist_1_1.CRITERION,
    irecist.CRITERION,
    irrc.CRITERION,
    imwg_2016.CRITERION,
    iwcll_2018.CRITERION,
    mrecist_hcc.CRITERION,
    lugano_2014.CRITERION,
    rano.RANO_2010,
    rano.RANO_LGG_2011,
    rano.RANO_2_0,
    percist_1_0.CRITERION,
    pcwg3.CRITERION,
    kellgren_lawrence.CRITERION,
    rust.RUST,
    rust.MRUST,
    mayo_endoscopic.CRITERION,
    uceis.CRITERION,
    lvef.CRITERION,
    agatston.CRITERION,
    brain_volumetry.CRITERION,
    cad_rads_2_0.CRITERION,
    ramris_2016.CRITERION,
    stress_perfusion.CRITERION,
    mcdonald_2017.CRITERION,
    mcdonald_2024.CRITERION,
)

CRITERIA: dict[str, Criterion] = {one.name: one for one in _ALL}


def find_criterion(name: str) -> Criterion:
    """The criterion or score of a public name; raises ValueError that names the known ones."""
    if name not in CRITERIA:
        raise ValueError(f"Criterion {name!r} is not known; expected one of {', '.join(sorted(CRITERIA))}.")
    return CRITERIA[name]
