"""PCWG3: progression of prostate cancer in bone by the 2 + 2 rule, joined with soft tissue by RECIST 1.1.

Scher HI et al, J Clin Oncol 2016;34:1402-1418. The paper itself was not opened. Confirmed by the documentation of the R
package admiralonco (article on PCWG3), which was read: the codes of bone, flare and 2 + 2, confirmation after 6 weeks,
the date of progression, and the table of both together, which it takes from PharmaSUG 2024, DS-287. It calls the flare
"the first 8 to 12 weeks" and leaves the day to the protocol; 84 days are the default here. Not covered: PSA, symptoms,
soft tissue itself (it is told as its RECIST 1.1 response; nodal and visceral disease are not kept apart), progression
of bone lesions that are not new, PET, whether a patient still benefits.
"""

from centralis.core.criteria.criterion import Declaration, Source, declare
from centralis.core.criteria.pcwg3.assess import CHECKS, assess, check, summarise
from centralis.core.criteria.pcwg3.examples import EXAMPLES
from centralis.core.criteria.pcwg3.model import Parameters, TimePoint
from centralis.core.criteria.pcwg3.tables import BONE, OVERALL, RULES
from centralis.core.criteria.reading import Responses

_PAPER = "Scher HI et al, J Clin Oncol 2016;34:1402-1418"
_SEEN = "admiralonco, article on PCWG3"

CRITERION = declare(
    Declaration(
        name="pcwg3",
        title="Prostate Cancer Working Group 3, bone and soft tissue",
        edition="2016",
        citation=_PAPER,
        not_covered="PSA, symptoms, the soft tissue reading (told as its RECIST 1.1 response, nodal and visceral "
        "disease together), bone lesions that grow without new ones, PET.",
        parameters=Parameters,
        time_point=TimePoint,
        assess=assess,
        tables=(BONE, OVERALL),
        rules=RULES,
        examples=EXAMPLES,
        sources=(
            Source("Bone: 2 new lesions, 2 + 2 within the flare, persistence after it, 6 weeks", _PAPER, _SEEN),
            Source("The first scan as new reference; the date of progression", _PAPER, _SEEN),
            Source("Codes PD, PDu, NON-PD, NED, NE", _PAPER, _SEEN),
            Source("Overall response of soft tissue and bone", "PharmaSUG 2024, DS-287", _SEEN),
            Source("CR and PR confirmed after 28 days; a PDu that nothing settles counts as SD", _PAPER, _SEEN),
            Source("The last day of the flare", _PAPER),
            Source("A first scan after the flare keeps the baseline as reference", "ours"),
            Source("Lesions that were not judged neither confirm nor refute; the next scan may settle it", "ours"),
            Source("An early scan during an unsettled PDu is PDu; after a bone PD every scan is PD", "ours"),
            Source("SD from day 42", "ours, as in RECIST 1.1"),
        ),
        answers=(
            ("bone_response", "Bone", ""),
            ("soft_tissue", "Soft tissue", ""),
            ("overall", "Overall response", ""),
            ("sentence", "Why", ""),
        ),
        responses=Responses(
            ranking=("CR", "PR", "SD", "NON-CR/NON-PD", "NED", "PD", "PDu", "NE"),
            responding=("CR", "PR"),
            stable=("SD", "NON-CR/NON-PD"),
            progression=("PD",),
            rule=(
                "The first PD of bone or soft tissue; one of bone counts from the scan that showed it first, once a "
                "later scan confirms it. A PDu that nothing settles is no progression."
            ),
            source=f"{_PAPER}; {_SEEN}",
            unconfirmed=("PDu",),
            note="Bone alone shows no response; CR and PR are those of soft tissue.",
        ),
        check=check,
        checks=CHECKS,
        summarise=summarise,
    )
)

__all__ = ["CRITERION", "Parameters", "TimePoint", "assess"]
