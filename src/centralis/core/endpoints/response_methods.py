"""What the methods for responses, rates and progression say of themselves on their pages."""

from datetime import date, timedelta

from centralis.core.criteria.best_response import BestResponseRule, Profile
from centralis.core.endpoints.differences import DifferenceMethod, compute_difference
from centralis.core.endpoints.method import Method
from centralis.core.endpoints.progression import Dated, ReadAssessment, SubjectRecord
from centralis.core.endpoints.response import (
    DatedResponse,
    compute_rate,
    derive_best_response,
    derive_duration_of_response,
    derive_response_date,
    derive_time_to_response,
)
from centralis.core.endpoints.rule_sets import RULE_SETS
from centralis.core.endpoints.time_to_event import RuleSet, Schedule, derive_time_to_event

START = date(2026, 1, 1)
SCHEDULE = Schedule(missed_visits=2, interval_days=56, window_days=7)
BEST = ((28, "PR"), (56, "SD"), (84, "CR"), (112, "PR"), (140, "PR"))
LASTING = ((28, "PR"), (56, "SD"), (84, "PR"), (112, "CR"), (140, "CR"), (196, "PD"))
"""Days since the start and responses of two made-up subjects."""


def _on(day: int) -> date:
    return START + timedelta(days=day)


def _responses(visits: tuple[tuple[int, str], ...]) -> list[DatedResponse]:
    return [DatedResponse(_on(day), code) for day, code in visits]


def _opening(visits: tuple[tuple[int, str], ...]) -> tuple[str, ...]:
    told = ", ".join(f"{code} on day {day}" for day, code in visits)
    return (f"A made-up subject who started on {START.isoformat()} (day 0): {told}.",)


def _best_example() -> tuple[str, ...]:
    lines = list(_opening(BEST))
    for title, rule in (
        ("without confirmation", BestResponseRule()),
        ("confirmed after 28 days", BestResponseRule(confirmation_days=28)),
        ("confirmed after 28 days, one SD accepted", BestResponseRule(confirmation_days=28, accept_sd=True)),
    ):
        for profile in Profile:
            own = BestResponseRule(
                rule.sd_min_days, rule.confirmation_days, rule.max_ne, rule.accept_sd, False, profile
            )
            lines.append(f"{title}, {profile}: {derive_best_response(_responses(BEST), START, own).sentence}")
    return tuple(lines)


def _duration_example() -> tuple[str, ...]:
    lines = list(_opening(LASTING))
    reads = tuple(ReadAssessment(_on(day), code) for day, code in LASTING)
    ended = derive_time_to_event(SubjectRecord("S1", START, reads), RULE_SETS["ema-2012"])
    for title, rule in (
        ("without confirmation", BestResponseRule()),
        ("confirmed after 28 days", BestResponseRule(confirmation_days=28)),
    ):
        on = derive_response_date(_responses(LASTING), START, rule, until=ended.on)
        waited, lasted = derive_time_to_response(on, START), derive_duration_of_response(on, ended)
        lines += [f"{title}: {one.sentence}" for one in (waited, lasted) if one is not None]
    return tuple(lines)


def _rate_example() -> tuple[str, ...]:
    lines = []
    for responders, subjects in ((0, 10), (4, 10), (40, 100)):
        one = compute_rate(responders, subjects)
        lines.append(f"{responders} of {subjects}: {one.rate:.4f}, 95 % limits {one.lower:.4f} to {one.upper:.4f}")
    return tuple(lines)


def _difference_example(method: DifferenceMethod) -> tuple[str, ...]:
    lines = []
    for first, second in (((56, 70), (48, 80)), ((9, 10), (3, 10)), ((5, 56), (0, 29))):
        one = compute_difference(first, second, method)
        lines.append(
            f"{first[0]} of {first[1]} less {second[0]} of {second[1]}: {one.difference:.4f}, "
            f"95 % limits {one.lower:.4f} to {one.upper:.4f}"
        )
    return tuple(lines)


def _subject(number: int, *visits: tuple[int, str], **days: int) -> SubjectRecord:
    reads = tuple(ReadAssessment(_on(day), code) for day, code in visits)
    facts = {name: Dated(_on(day)) for name, day in days.items()}
    return SubjectRecord(f"S{number}", START, reads, True, facts.get("death"), facts.get("new_therapy"))


SUBJECTS = (
    _subject(1, (56, "SD"), (112, "PD")),
    _subject(2, (56, "SD"), (112, "PR")),
    _subject(3, (56, "SD"), (112, "PD"), new_therapy=60),
    _subject(4, (56, "SD"), death=300),
    _subject(5, death=40),
    _subject(6),
)


def _rules_example(rules: RuleSet) -> tuple[str, ...]:
    lines = ["Made-up subjects who started on 2026-01-01, visits every 56 days with 7 days of window:"]
    for one in SUBJECTS:
        found = derive_time_to_event(one, rules, SCHEDULE)
        lines.append(f"{one.subject} ({_told(one)}): day {found.days}. {found.sentence}")
    return tuple(lines)


def _told(one: SubjectRecord) -> str:
    parts = [f"{read.response} on day {(read.on - START).days}" for read in one.assessments]
    for name, fact in (("new therapy", one.new_therapy), ("death", one.death)):
        if fact is not None:
            parts.append(f"{name} on day {(fact.on - START).days}")
    return ", ".join(parts) or "nothing"


def _rules_method(rules: RuleSet) -> Method:
    rows = [
        f"{row.number}. {row.sentence.format(gap='too many visits were missed before it')} -> "
        f"{'event' if row.is_event else 'censored'}"
        for row in rules.rows
    ]
    return Method(
        name=rules.name,
        title=f"Progression-free survival and time to progression: {rules.title}",
        purpose="When a subject's time to progression or death ends, and whether with an event.",
        formula="The first row that holds decides:\n" + "\n".join(rows),
        assumptions=(
            "Days = end - start + 1; months = days / 30.4375.",
            "Assessments CR, PR, SD, Non-CR/Non-PD, NED and PD are adequate; NE and not done are not.",
            "Missed visits by count: planned visits whose whole window lies between the last adequate assessment and "
            "the event; by time: more than the missed visits allowed times (interval + window).",
            "Of a progression and a death on one day the progression counts; in time to progression deaths do not.",
        ),
        citation=rules.citation,
        confirmed_by=rules.confirmed_by,
        example=lambda: _rules_example(rules),
    )


RESPONSE_METHODS = (
    Method(
        name="best-overall-response",
        title="Best overall response, with and without confirmation",
        purpose="One response for a subject from the responses of its time points.",
        formula="the best of CR, PR, SD, Non-CR/Non-PD, NED, PD, NE over the record up to the first progression\n"
        "confirmed CR (PR): CR (CR or PR) at least the asked days later, with nothing worse between than allowed\n"
        "a CR or PR that is not confirmed, and SD: SD when late enough after the start, else NE",
        assumptions=(
            "One response a date; those before the reference date do not count.",
            "recist: disease seen again after CR is progression there. admiral: each assessment is read on its own, "
            "as the R package admiralonco does.",
        ),
        citation="Eisenhauer EA et al, Eur J Cancer 2009;45:228-247; admiralonco (pharmaverse), "
        "derive_param_bor and derive_param_confirmed_bor",
        confirmed_by="admiralonco's own tests of both functions (profile admiral; without confirmation both profiles); "
        "table 3 of the RECIST paper was not opened",
        example=_best_example,
    ),
    Method(
        name="duration-of-response",
        title="Duration of response and time to response",
        purpose="How long responders respond, and how long the response took to come.",
        formula="time to response = first CR or PR that counts - start + 1\n"
        "duration = end of progression-free survival - first CR or PR that counts + 1",
        assumptions=(
            "Responders only.",
            "With confirmation the response that was confirmed counts, from its own date.",
            "Duration is censored where progression-free survival is, by the same rules.",
        ),
        citation="FDA, Clinical Trial Endpoints for the Approval of Cancer Drugs and Biologics, 2018",
        confirmed_by="the dates of confirmed response in admiralonco's tests of derive_param_confirmed_resp",
        example=_duration_example,
    ),
    Method(
        name="clopper-pearson",
        title="Response and disease control rates with exact limits",
        purpose="A share of subjects with limits that hold at least their level.",
        formula="lower = the (1 - level)/2 quantile of Beta(x, n - x + 1), 0 for x = 0\n"
        "upper = the (1 + level)/2 quantile of Beta(x + 1, n - x), 1 for x = n",
        assumptions=("Subjects respond independently, with one chance.", "All subjects of the population count."),
        citation="Clopper CJ, Pearson ES, Biometrika 1934;26:404-413",
        confirmed_by="its definition: each tail summed directly leaves (1 - level)/2",
        example=_rate_example,
    ),
    Method(
        name="miettinen-nurminen",
        title="Difference of two rates: Miettinen and Nurminen's score limits",
        purpose="By how much one arm's rate is above another's.",
        formula="limits: the differences D with (p1 - p2 - D)^2 = z^2 V(D)\n"
        "V(D) = (q1 (1 - q1)/n1 + q2 (1 - q2)/n2) N/(N - 1), q1 - q2 = D\n"
        "q2: root of the cubic of the restricted likelihood",
        assumptions=("Two independent arms; subjects respond independently within them.",),
        citation="Miettinen O, Nurminen M, Stat Med 1985;4:213-226",
        confirmed_by="Newcombe RG, Stat Med 1998;17:873-890, table II (eight tables, to the printed digit)",
        example=lambda: _difference_example(DifferenceMethod.MIETTINEN_NURMINEN),
    ),
    Method(
        name="newcombe",
        title="Difference of two rates: Newcombe's hybrid score limits (method 10)",
        purpose="By how much one arm's rate is above another's, from each arm's Wilson limits.",
        formula="Wilson: (2 x + z^2 -+ z sqrt(z^2 + 4 x (1 - x/n))) / (2 (n + z^2))\n"
        "lower = p1 - p2 - sqrt((p1 - l1)^2 + (u2 - p2)^2)\n"
        "upper = p1 - p2 + sqrt((u1 - p1)^2 + (p2 - l2)^2)",
        assumptions=("Two independent arms; subjects respond independently within them.",),
        citation="Newcombe RG, Stat Med 1998;17:873-890, method 10; Wilson EB, J Am Stat Assoc 1927;22:209-212",
        confirmed_by="table II of the paper (eight tables, to the printed digit)",
        example=lambda: _difference_example(DifferenceMethod.NEWCOMBE),
    ),
    *(_rules_method(one) for one in RULE_SETS.values()),
)
