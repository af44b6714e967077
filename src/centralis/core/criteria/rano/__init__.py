"""RANO: response assessment in neuro-oncology, of gliomas, by products of two perpendicular diameters.

- RANO 2010 (high-grade): Wen PY et al, J Clin Oncol 2010;28:1963-1972. Confirmed from tables that print it:
  PMC10584081 Table 1, PMC6499019 Table 2, PMC7968800 Table 2, and PMC4530825 Table I for the first 12 weeks.
- RANO-LGG 2011 (low-grade): van den Bent MJ et al, Lancet Oncol 2011;12:583-593. Image rules confirmed from
  PMC10584081 Table 1; its rules on corticosteroids and clinical state could not be confirmed.

- RANO 2.0 (all gliomas): Wen PY et al, J Clin Oncol 2023;41:5187-5199. THE PAPER WAS NOT SEEN. The thresholds of PR
  and PD for products and volumes, the table of mixed tumours and what counts as progression were seen in the source of
  another implementation (github.com/cai4cai/rano2.0-assist). NOT CONFIRMED by any source: the minor response, the
  number of targets, the 12 weeks of preliminary progression, its confirmation and date, 4 weeks of a response, the
  day of the baseline scan, and that T2/FLAIR does not count.

Not covered: the choice of lesions and of the plane, two slices at least, iRANO, mRANO, and a stable date set back when
corticosteroids turn out to have been raised for progression.
"""

from centralis.core.criteria.criterion import Declaration, Source, declare
from centralis.core.criteria.rano import hgg, lgg, second, second_tables, single
from centralis.core.criteria.rano.decide import summarise
from centralis.core.criteria.rano.hgg_examples import EXAMPLES as HGG_EXAMPLES
from centralis.core.criteria.rano.lgg_examples import EXAMPLES as LGG_EXAMPLES
from centralis.core.criteria.rano.second_examples import EXAMPLES as SECOND_EXAMPLES
from centralis.core.criteria.rano.second_model import SecondParameters, SecondTimePoint
from centralis.core.criteria.reading import Responses

_HGG = "Wen PY et al, J Clin Oncol 2010;28:1963-1972"
_LGG = "van den Bent MJ et al, Lancet Oncol 2011;12:583-593"
_SECOND = "Wen PY et al, J Clin Oncol 2023;41:5187-5199"
_OTHER = "another implementation: github.com/cai4cai/rano2.0-assist, response_classification_utils.py"
_REVIEW = "PMC10584081 Table 1"
_NOT_COVERED = (
    "Choice of lesions and plane; that a lesion is seen on two slices; iRANO and mRANO; setting back the last stable "
    "day when corticosteroids turn out to have been raised for progression."
)

RANO_2010 = declare(
    Declaration(
        name="rano-2010",
        title="RANO criteria for high-grade glioma",
        edition="2010",
        citation=_HGG,
        not_covered=_NOT_COVERED,
        parameters=hgg.HggParameters,
        time_point=hgg.HggTimePoint,
        assess=hgg.assess,
        tables=(hgg.RESPONSES,),
        rules=hgg.RULES,
        examples=HGG_EXAMPLES,
        sources=(
            Source("Thresholds, T2/FLAIR, new lesions, 4 weeks of a response", _HGG, f"{_REVIEW}; PMC6499019 Table 2"),
            Source("Corticosteroids, clinical state, nothing measurable at baseline", _HGG, "PMC6499019 Table 2"),
            Source("Least size 10 × 10 mm, at most 5 lesions, clear progression of others", _HGG, "PMC7968800 Table 2"),
            Source("Twice the slice thickness above 5 mm", _HGG, "radiotherapydictionary.blogspot.com, 2016"),
            Source("The first 12 weeks: outside the 80 % isodose line, or histology", _HGG, "PMC4530825 Table I"),
            Source(
                "Growth on a lowered dose: the summary table says the dose does not matter for progression (default), "
                "the definition asks for a stable or raised one",
                _HGG,
                "PMC6499019 Table 2 and PMC4530825 Table I",
            ),
            Source("NE where corticosteroids are raised or something is not told; PR in place of CR on a dose", "ours"),
            Source("Progression from the measured part alone, and from a nadir of 0", "ours, as in RECIST 1.1"),
        ),
        answers=single.ANSWERS,
        responses=Responses(
            ranking=("CR", "PR", "SD", "PD", "NE"),
            responding=("CR", "PR"),
            stable=("SD",),
            progression=("PD",),
            rule="The first PD; in the first 12 weeks after radiation only outside the field or proven by histology.",
            source=_HGG,
            burden="sum_mm2",
            change="change_from_baseline_percent",
        ),
        check=hgg.check,
        checks=hgg.CHECKS,
        summarise=summarise,
    )
)

RANO_LGG_2011 = declare(
    Declaration(
        name="rano-lgg-2011",
        title="RANO criteria for low-grade glioma",
        edition="2011",
        citation=_LGG,
        not_covered=f"{_NOT_COVERED} Growth from radiation, which a reader must tell apart.",
        parameters=lgg.LggParameters,
        time_point=lgg.LggTimePoint,
        assess=lgg.assess,
        tables=(lgg.RESPONSES,),
        rules=lgg.RULES,
        examples=LGG_EXAMPLES,
        sources=(
            Source("Thresholds of PR, MR, SD and PD; no new or increased enhancement", _LGG, _REVIEW),
            Source("Least size 10 × 10 mm; new lesions; 4 weeks of a PR", _LGG, _REVIEW),
            Source("4 weeks of a CR and of an MR as well", _LGG),
            Source("Corticosteroids and clinical state", _LGG),
            Source("At most 5 target lesions; twice the slice thickness above 5 mm", "as in RANO 2010"),
            Source("NE where corticosteroids are raised or something is not told; PR in place of CR", "ours"),
            Source("Progression from the measured part alone, and from a nadir of 0", "ours, as in RECIST 1.1"),
        ),
        answers=single.ANSWERS,
        responses=Responses(
            ranking=("CR", "PR", "MR", "SD", "PD", "NE"),
            responding=("CR", "PR"),
            stable=("MR", "SD"),
            progression=("PD",),
            rule="The first PD.",
            source=_LGG,
            burden="sum_mm2",
            change="change_from_baseline_percent",
            note=(
                "A minor response (MR) counts as disease control, not as objective response; trials of low-grade "
                "glioma often report it besides."
            ),
        ),
        check=lgg.check,
        checks=lgg.CHECKS,
        summarise=summarise,
    )
)

RANO_2_0 = declare(
    Declaration(
        name="rano-2.0",
        title="RANO 2.0 criteria for glioma",
        edition="2.0 (2023)",
        citation=_SECOND,
        not_covered=(
            "NOT VERIFIED AGAINST THE PAPER, which was not seen: the rules marked as not confirmed below stand on "
            f"notes alone. {_NOT_COVERED} Adding a new lesion to the sum after a progression that was not confirmed."
        ),
        parameters=SecondParameters,
        time_point=SecondTimePoint,
        assess=second.assess,
        tables=(second_tables.RESPONSES, second_tables.PARTS, second_tables.MIXED),
        rules=second_tables.RULES,
        examples=SECOND_EXAMPLES,
        sources=(
            Source("Products: PR from 50 % down, PD from 25 % up; volumes: 65 % and 40 %", _SECOND, _OTHER),
            Source("Progression by a new lesion, a non-target lesion, the clinical state", _SECOND, _OTHER),
            Source("Mixed tumours: PD of either part; CR, PR or MR with SD; SD with SD", _SECOND, _OTHER),
            Source("A raised corticosteroid dose alone is neither stable disease nor progression", _SECOND, _OTHER),
            Source("Minor response of the non-enhancing part: 25 % of products, 40 % of volumes", _SECOND),
            Source("At most 2 targets of a part and 3 in all, 10 × 10 mm", _SECOND),
            Source("Progression in the first 12 weeks is preliminary; confirmed after 4 weeks by 25 % more", _SECOND),
            Source("Confirmed progression counts from the preliminary day", _SECOND),
            Source("CR, PR and MR must last 4 weeks; corticosteroids and clinical state of a response", _SECOND),
            Source("T2/FLAIR counts only where the trial says so (antiangiogenic treatment)", _SECOND),
            Source("The baseline scan 21 to 35 days after radiation", _SECOND),
            Source("Proof outside the field or by histology makes early progression certain", "as in RANO 2010"),
            Source("The nadir restarts at a preliminary progression; PR with MR of a mixed tumour is MR", "ours"),
            Source("NE where something is not told; PR in place of CR; nadir of 0; measured part alone", "ours"),
        ),
        answers=(("overall", "Overall response", ""), ("confirmed", "Confirmed", ""), ("sentence", "Why", "")),
        responses=Responses(
            ranking=("CR", "PR", "MR", "SD", "PPD", "PD", "NE"),
            responding=("CR", "PR"),
            stable=("MR", "SD"),
            progression=("PD",),
            rule=(
                "The first PD; a preliminary progression (PPD) counts from its own day once it is confirmed, and not "
                "at all before."
            ),
            source=_SECOND,
            unconfirmed=("PPD",),
            note=(
                "A minor response (MR) counts as disease control, not as objective response; trials of low-grade "
                "glioma often report it besides. There is no single burden: a mixed tumour has two parts."
            ),
        ),
        check=second.check,
        checks=second.CHECKS,
        summarise=summarise,
    )
)

__all__ = ["RANO_2_0", "RANO_2010", "RANO_LGG_2011"]
