"""What discordance, adjudication and monitoring say of themselves: formula, assumptions, source, worked example."""

from centralis.core.agreement.adjudication import ReviewedCase, summarise_adjudication
from centralis.core.agreement.control_chart import Period, build_control_chart, track_drift
from centralis.core.agreement.discordance import ProgressionPair, Share, compare_progression
from centralis.core.agreement.monitoring import (
    MonitoringLimits,
    assess_adjudication_loss,
    assess_agreement,
    assess_chart,
    assess_drift,
)
from centralis.core.agreement.words import percent
from centralis.core.endpoints.method import Method


def _tell_share(name: str, one: Share) -> str:
    if one.rate is None:
        return f"{name}: {one.reason}"
    rate = one.rate
    counted = f"{name} {rate.responders} of {rate.subjects} = {rate.rate:.3f}"
    return f"{counted}  95 % interval {rate.lower:.3f} to {rate.upper:.3f}"


def _discordance() -> tuple[str, ...]:
    days: list[tuple[int | None, int | None]] = []
    for pair, subjects in {(84, 84): 20, (126, 84): 3, (84, 126): 4}.items():
        days += [pair] * subjects
    days += [(84, None)] * 5 + [(None, 168)] * 2 + [(None, None)] * 16
    found = compare_progression([ProgressionPair(f"{n}", *pair) for n, pair in enumerate(days, 1)])
    table = (
        f"a1 {found.both_same_day}  a2 {found.first_later}  a3 {found.first_earlier}  b {found.first_alone}  "
        f"c {found.second_alone}  d {found.neither}"
    )
    told = (_tell_share("EDR", found.early), _tell_share("LDR", found.late))
    return ("50 made-up subjects, site against central review.", table, *told)


def _adjudication() -> tuple[str, ...]:
    cause = "best_overall_response differs"
    cases = [ReviewedCase(f"{n}", ("Reader 1", "Reader 2")) for n in range(28)]
    for n in range(28, 40):
        followed = ("Reader 1",) if n < 38 else ("Reader 2",)
        cases.append(ReviewedCase(f"{n}", ("Reader 1", "Reader 2"), (cause,), followed))
    found = summarise_adjudication(cases)
    told = [_tell_share(f"{one.reader}: agreed", one.agreed) for one in found.readers]
    findings = assess_adjudication_loss(found, MonitoringLimits())
    return (
        "40 made-up cases by two readers.",
        _tell_share("adjudication rate", found.rate),
        *told,
        *(one.sentence for one in findings),
    )


def _chart() -> tuple[str, ...]:
    periods = [Period("January", 27, 30), Period("February", 26, 30), Period("March", 14, 30), Period("April", 28, 30)]
    chart = build_control_chart("Reader 2", periods)
    points = [
        f"{one.name}: {one.agreed} of {one.cases}, limits {one.lower:.3f} to {one.upper:.3f}" for one in chart.points
    ]
    told = (assess_chart(chart).sentence, assess_agreement("Reader 2", 14, 30, MonitoringLimits()).sentence)
    return ("A made-up reader over four months.", f"centre {percent(chart.centre)}", *points, *told)


def _drift() -> tuple[str, ...]:
    cases = [(f"{n}", n % 6 != 0 if n <= 30 else n % 2 == 0) for n in range(1, 61)]
    drift = track_drift("Reader 2", cases, 0.8)
    told = "A made-up reader who agrees in five of six of 30 cases, then in every other one."
    return (told, assess_drift(drift).sentence)


METHODS = (
    Method(
        name="discordance",
        title="Early and late discrepancy rates of progression",
        purpose="How often site and central review (or two readers) differ on whether and when a subject progressed.",
        formula="""
a: both declare progression (a1 same day, a2 first later, a3 first earlier); b: first alone; c: second alone; d: neither
EDR = (b + a3) / (a + b)
LDR = (c + a2) / (b + c + a2 + a3)
limits: Clopper and Pearson.   Between arms: EDR and LDR of the experimental arm minus those of the control arm
""",
        assumptions=(
            "First is the site's evaluation, second the central review.",
            "Days up to a tolerance apart count as the same; the trial chooses it (0 by default).",
            "A difference between arms hints at bias of evaluation; it is no test of it.",
        ),
        citation="Amit O, Mannino F, Stone AM et al, Eur J Cancer 2011;47:1772-1778; FDA Oncologic Drugs Advisory "
        "Committee, 24 July 2012.",
        confirmed_by="",
        example=_discordance,
    ),
    Method(
        name="adjudication",
        title="Adjudication rates",
        purpose="How often and why cases go to adjudication, whom the adjudicator follows, and who is overruled.",
        formula="""
adjudication rate = cases with a cause / all cases; by cause likewise (a case may have several)
a reader's agreement = adjudications that followed the reader / adjudications done of the reader's cases
overruled = 1 - agreement;   limits: Clopper and Pearson
""",
        assumptions=(
            "The adjudicator does not know whose read is whose.",
            "With two equally good readers each is overruled in about half of the cases.",
        ),
        citation="Ford R, O'Neal M, Moskowitz S, Fraunberger J, J Clin Trials 2016;6:289. FDA, Clinical Trial Imaging "
        "Endpoint Process Standards, 2018. Limits: Clopper CJ, Pearson ES, Biometrika 1934;26:404-413.",
        confirmed_by="The limits are those of the method clopper-pearson.",
        example=_adjudication,
    ),
    Method(
        name="p-chart",
        title="Control chart of a reader's agreement",
        purpose="Whether a reader's agreement in a month or batch left the range that chance explains.",
        formula="""
centre p: agreed cases / cases over all periods, or a target
limits for n cases: the counts x with P(X <= x) > 0.00135 and P(X >= x) > 0.00135, X binomial(n, p)
interval of a period's share: Wilson, or Clopper and Pearson
""",
        assumptions=(
            "Cases of a period are independent and about equally hard.",
            "A centre from the same periods hides a poor start: give the target where there is one.",
        ),
        citation="Montgomery DC, Introduction to Statistical Quality Control, 7th edition 2013, section 7.3. Wilson "
        "EB, J Am Stat Assoc 1927;22:209-212.",
        confirmed_by="Wilson's interval of 81 of 263: 0.2553 to 0.3662 (Newcombe RG, Stat Med 1998;17:857-872, "
        "table I).",
        example=_chart,
    ),
    Method(
        name="ewma",
        title="Drift of a reader's agreement (EWMA)",
        purpose="Whether a reader's agreement changes slowly, case by case, before a monthly chart would show it.",
        formula="""
z_0 = target p,  z_t = w x_t + (1 - w) z_(t-1),  x_t = 1 if case t agreed, else 0
limits: p +/- L sqrt{ p (1-p) w / (2-w) [1 - (1-w)^(2t)] },  w = 0.1, L = 2.7
""",
        assumptions=(
            "Cases are taken in the order of reading, are independent and about equally hard.",
            "The target is known beforehand, such as the share of the reader's qualification.",
        ),
        citation="Roberts SW, Technometrics 1959;1:239-250. Lucas JM, Saccucci MS, Technometrics 1990;32:1-12.",
        confirmed_by="",
        example=_drift,
    ),
)
