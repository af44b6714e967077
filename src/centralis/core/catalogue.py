"""The criteria and scores this house knows, by public name: what each is, its schema, form, page and assessment."""

from centralis.core.criteria import imwg_2016, irecist, irrc, lugano_2014, mrecist_hcc, percist_1_0, rano, recist_1_1
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
    Criterion(
        name="recist-1.1",
        title="Response Evaluation Criteria in Solid Tumours",
        edition="1.1 (2009)",
        citation="Eisenhauer EA et al, Eur J Cancer 2009;45:228-247",
        not_covered="Choice of lesions, symptomatic deterioration without imaging, modifications such as iRECIST.",
        derive_schema=recist_1_1.derive_case_schema,
        assess=recist_1_1.assess_case_json,
        derive_form=recist_1_1.derive_form,
    ),
    irecist.CRITERION,
    irrc.CRITERION,
    imwg_2016.CRITERION,
    mrecist_hcc.CRITERION,
    lugano_2014.CRITERION,
    rano.RANO_2010,
    rano.RANO_LGG_2011,
    rano.RANO_2_0,
    percist_1_0.CRITERION,
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
