"""Say a trial definition in words: what a person who does not read YAML must know of it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from centralis.apps.trials.definition.model import Definition, EligibilityDesign, Endpoint, ReadDesign, Visit
from centralis.apps.trials.deidentification import in_words
from centralis.core.acquisition.requirements import Requirement, SeriesRequirement


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the definition as sentences."""

    title: str
    lines: tuple[str, ...]


def summarise(definition: Definition) -> tuple[Section, ...]:
    """The whole definition, part by part, in the order of an image's life."""
    parts = (
        ("Visits", _visits(definition)),
        ("Acquisition", [line for one in definition.acquisition for line in _acquisition(one)]),
        ("Sites and scanners", _sites(definition)),
        ("De-identification", in_words(definition.deidentification)),
        ("Image QC", _qc(definition)),
        ("Reading", _reading(definition)),
        ("Adjudication", _adjudication(definition)),
        ("Endpoints", _endpoints(definition)),
        ("Delivery", _delivery(definition)),
        ("Governance", _governance(definition)),
    )
    return tuple(Section(title, tuple(lines)) for title, lines in parts if lines)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(_words(name) for name in names)


def _visits(definition: Definition) -> list[str]:
    lines = [f"Day 0 is the day of {_words(definition.anchor)}."]
    return lines + [_visit(one, definition) for one in definition.visits]


def _visit(visit: Visit, definition: Definition) -> str:
    required = _listed(_named(name, definition) for name in visit.required) or "no images"
    if visit.unscheduled:
        return f"{visit.id}, {visit.name}: unscheduled, whenever it happens; {required}."
    first, last = visit.window
    day = visit.day or 0
    base = ", the baseline" if visit == definition.baseline else ""
    return f"{visit.id}, {visit.name}{base}: day {day}, from day {day + first} to day {day + last}; {required}."


def _named(name: str, definition: Definition) -> str:
    requirement = definition.requirement(name)
    return requirement.name if requirement is not None else name


def _acquisition(requirement: Requirement) -> list[str]:
    lines = [f"{requirement.name} ({requirement.modality})."]
    if requirement.subject:
        asked = "; ".join(f"{_words(rule.parameter)} {rule.words()}" for rule in requirement.subject)
        lines.append(f"The subject: {asked}.")
    return lines + [_series(one) for one in requirement.series]


def _series(series: SeriesRequirement) -> str:
    asked = [f"{_words(rule.parameter)} {rule.words()} ({rule.severity.value})" for rule in series.rules]
    if series.coverage:
        asked.insert(0, f"covers {_listed(series.coverage)}")
    if series.contrast is not None:
        delay = f", {series.contrast.delay_s.words()} s after injection" if series.contrast.delay_s else ""
        asked.append(f"contrast: {series.contrast.phase}{delay}")
    if series.same_as_baseline:
        asked.append(f"as at baseline: {_listed(series.same_as_baseline)}")
    kind = "required" if series.required else "if it was made"
    return f"Series {_words(series.id)}, {kind}: {'; '.join(asked) or 'no further rules'}."


def _sites(definition: Definition) -> list[str]:
    rules = definition.sites
    lines = [f"Each {rules.per} is qualified by {_listed(rules.requires)}."]
    if rules.valid_months is not None:
        lines.append(f"A qualification holds for {rules.valid_months} months.")
    if rules.reopen_on:
        lines.append(f"It is opened again by: {_listed(rules.reopen_on)}.")
    if rules.training_module:
        score = f", passed with at least {rules.pass_score} %" if rules.pass_score is not None else ""
        lines.append(f"Training in {rules.training_module} for: {_listed(rules.training_roles)}{score}.")
    return lines


def _qc(definition: Definition) -> list[str]:
    rules = definition.qc
    lines = [f"Before reading: {_listed(rules.before_reading)}."]
    if rules.second_check_sample:
        lines.append(f"A second analyst checks {rules.second_check_sample:.0%} of the exams.")
    reminded = f"; reminders on day {', '.join(map(str, rules.remind_days))}" if rules.remind_days else ""
    lines.append(f"A query is due in {rules.query_due_days} days{reminded}.")
    return lines


def _reading(definition: Definition) -> list[str]:
    design = definition.reading
    count = "1 reader" if design.readers == 1 else f"{design.readers} readers"
    lines = [f"{count} by {design.criterion}, time points {_words(design.time_points)}."]
    if design.parameters:
        lines.append("With " + ", ".join(f"{_words(name)} {value}" for name, value in design.parameters.items()) + ".")
    lines.append(f"{_order(design)}; the seed is {design.seed}.")
    if design.due_days:
        lines.append(f"A read is due {design.due_days} days after it can be begun.")
    lines.append(f"Readers are blinded to {_listed(design.blinded_to)}.")
    lines += _eligibility(design.eligibility) if design.eligibility is not None else []
    if design.repeat_fraction:
        lines.append(f"{design.repeat_fraction:.0%} are read again after {design.washout_days} days, unannounced.")
    who = f"A reader ({design.specialty or 'any specialty'})"
    trained = f"is trained on {design.training}" if design.training else ""
    tested = (
        f"first passes {design.test_cases} test cases with an agreement of at least {design.agreement_min:g}"
        if design.test_cases
        else ""
    )
    if trained or tested:
        lines.append(f"{who} {' and '.join(one for one in (trained, tested) if one)}.")
    return lines


def _eligibility(design: EligibilityDesign) -> list[str]:
    who = "1 reader reads" if design.readers == 1 else "2 readers read, and where they differ a third,"
    read = f"Before enrolment {who} {design.visit} by {design.criterion}, in {design.due_working_days} working days."
    rules = "; ".join(_words(one.text) for one in design.rules)
    gate = "Only who is eligible is enrolled." if design.gates_enrolment else "Enrolment does not wait for the answer."
    return [read, f"Eligible is a subject when: {rules}. {gate}"]


def _order(design: ReadDesign) -> str:
    if design.randomise == "none":
        return "Cases in the order in which they come"
    if design.batch_size:
        return f"Order randomised within batches of {design.batch_size} subjects"
    return f"Order randomised by {design.randomise}"


def _adjudication(definition: Definition) -> list[str]:
    design = definition.reading
    if not design.triggers:
        return []
    who = {
        "choose_one": "A third reader chooses one of the two reads",
        "consensus": "Both readers agree on one of their reads, and sign it,",
    }
    lines = [f"{who.get(design.adjudicate_by, 'A third reader decides')} when:"]
    return lines + [f"{_words(trigger.text).capitalize()}." for trigger in design.triggers]


def _endpoints(definition: Definition) -> list[str]:
    found = definition.endpoints
    lines = [f"Primary: {_endpoint(found.primary)}."] if found.primary is not None else []
    return lines + [f"Secondary: {_endpoint(one)}." for one in found.secondary]


def _endpoint(endpoint: Endpoint) -> str:
    parts = [endpoint.name]
    if endpoint.rules:
        parts.append(f"by the rules {endpoint.rules}")
    if endpoint.missed_visits is not None:
        parts.append(f"censored after {endpoint.missed_visits} missed visits")
    if endpoint.confirmed:
        parts.append("confirmed")
    return ", ".join(parts)


def _delivery(definition: Definition) -> list[str]:
    rules = definition.delivery
    lines = []
    if rules.sdtm:
        lines.append(f"SDTM {rules.sdtm}: {', '.join(rules.domains)}, as {', '.join(rules.formats)}.")
    if rules.every:
        keys = f", reconciled by {', '.join(rules.keys)}" if rules.keys else ""
        lines.append(f"A {rules.kind} transfer every {rules.every}{keys}.")
    return lines


def _governance(definition: Definition) -> list[str]:
    rules = definition.governance
    lines = [f"Consent is asked for: {_listed(rules.consent_scopes)}.", f"Ethics approval: {_words(rules.ethics)}."]
    if rules.article_6 or rules.article_9:
        lines.append(f"Lawful basis: {rules.article_6 or 'none'} (article 6), {rules.article_9 or 'none'} (article 9).")
    for one in rules.locations:
        ground = f", by {one.transfer}" if one.transfer else ""
        lines.append(f"{one.role[:1].upper()}{one.role[1:]} in {one.country}{ground}.")
    return [*lines, f"Everything is kept for {rules.retention_years} years."]
