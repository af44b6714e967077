"""Turn a document that fits the schema into a `Definition`."""

from collections.abc import Mapping
from typing import Any

from centralis.apps.trials.definition.eligibility import build_eligibility
from centralis.apps.trials.definition.hanging import build_hanging
from centralis.apps.trials.definition.model import (
    Definition,
    Deidentification,
    Delivery,
    Endpoint,
    Endpoints,
    Governance,
    Location,
    QcRules,
    ReadDesign,
    SitesRules,
    TrialHeader,
    Visit,
)
from centralis.apps.trials.definition.vocabulary import DEID_CHOICES
from centralis.core.acquisition.requirements import (
    Contrast,
    Match,
    Range,
    Requirement,
    Rule,
    SeriesRequirement,
    Severity,
)
from centralis.core.reading.adjudication import parse_conditions

Fields = Mapping[str, Any]


def build(value: Fields) -> Definition:
    """Build the definition from a validated value; defaults are those of the model."""
    return Definition(
        trial=_trial(value["trial"]),
        version=value["version"],
        amends=value.get("amends", ""),
        reason=value.get("reason", ""),
        anchor=value["anchor"],
        visits=tuple(_visit(one) for one in value["visits"]),
        acquisition=tuple(_requirement(name, one) for name, one in value["acquisition"].items()),
        sites=_sites(value["sites"]),
        deidentification=_deidentification(value["deidentification"]),
        qc=_qc(value.get("qc", {})),
        reading=_reading(value["reading"]),
        endpoints=_endpoints(value.get("endpoints", {})),
        delivery=_delivery(value.get("delivery", {})),
        governance=_governance(value["governance"]),
    )


def _trial(part: Fields) -> TrialHeader:
    arms = tuple(part.get("arms", {}).items())
    return TrialHeader(**{name: text for name, text in part.items() if name != "arms"}, arms=arms)


def _visit(part: Fields) -> Visit:
    first, last = part.get("window", (0, 0))
    return Visit(
        id=part["id"],
        name=part["name"],
        required=tuple(part["required"]),
        day=part.get("day"),
        window=(first, last),
        baseline=part.get("baseline", False),
        unscheduled=part.get("unscheduled", False),
    )


def _requirement(name: str, part: Fields) -> Requirement:
    listed = part.get("series")
    # A requirement without a list of series asks for one series that bears the requirement's own name.
    whole = {"id": name, "rules": part.get("rules", {}), "coverage": part.get("coverage", [])}
    series = tuple(_series(one) for one in listed) if listed else (_series(whole),)
    subject = tuple(_rule(key, rule) for key, rule in part.get("subject", {}).items())
    return Requirement(name, part["modality"], part.get("name", name), series, subject)


def _series(part: Fields) -> SeriesRequirement:
    rules = part.get("rules", {})
    match = part.get("match", {})
    return SeriesRequirement(
        id=part["id"],
        required=part.get("required", True),
        rules=tuple(_rule(name, rule) for name, rule in rules.items() if name != "same_as_baseline"),
        coverage=tuple(part.get("coverage", ())),
        contrast=_contrast(part["contrast"]) if "contrast" in part else None,
        same_as_baseline=tuple(rules.get("same_as_baseline", ())),
        match=Match(
            tuple(match.get("description", ())), tuple(match.get("not_description", ())), match.get("orientation", "")
        ),
    )


def _rule(name: str, rule: Any) -> Rule:
    if rule == "present":
        return Rule(name, present=True)
    if isinstance(rule, list):
        return Rule(name, includes=tuple(rule), present=True)
    bounded = "min" in rule or "max" in rule
    return Rule(
        parameter=name,
        within=Range(rule.get("min"), rule.get("max")) if bounded else None,
        one_of=tuple(rule.get("one_of", ())),
        includes=tuple(rule.get("includes", ())),
        present=rule.get("present", False),
        severity=Severity(rule.get("severity", "major")),
    )


def _contrast(part: Fields) -> Contrast:
    delay = part.get("delay_s")
    within = None if delay is None else Range(delay.get("min"), delay.get("max"))
    return Contrast(part["phase"], within, Severity(part.get("severity", "major")))


def _sites(part: Fields) -> SitesRules:
    rule, training = part["qualification"], part.get("training", {})
    return SitesRules(
        per=rule["per"],
        requires=tuple(rule["requires"]),
        valid_months=rule.get("valid_months"),
        reopen_on=tuple(rule.get("reopen_on", ())),
        training_module=training.get("module", ""),
        training_roles=tuple(training.get("roles", ())),
        pass_score=training.get("pass_score"),
    )


def _deidentification(part: Fields) -> Deidentification:
    private = part.get("safe_private")
    return Deidentification(
        basis=part["basis"],
        options=tuple(part["options"]),
        dates=part["dates"],
        faces=part.get("faces", {}).get("remove_when", "never"),
        must_survive=tuple(part.get("must_survive", ())),
        allow=tuple(part.get("allow", ())),
        safe_private=None if private is None else tuple(tuple(entry) for entry in private),
        choices={name: part[name] for name in DEID_CHOICES if name in part},
    )


def _qc(part: Fields) -> QcRules:
    known = QcRules()
    return QcRules(
        before_reading=tuple(part.get("before_reading", known.before_reading)),
        second_check_sample=part.get("second_check", {}).get("sample", known.second_check_sample),
        query_due_days=part.get("query_due_days", known.query_due_days),
        remind_days=tuple(part.get("remind_days", known.remind_days)),
    )


def _reading(part: Fields) -> ReadDesign:
    order, repeats, layout = part.get("order", {}), part.get("repeats", {}), part.get("layout", {})
    reader, adjudicate = part.get("reader_qualification", {}), part.get("adjudicate", {})
    return ReadDesign(
        criterion=part["criterion"],
        readers=part["readers"],
        time_points=part["time_points"],
        blinded_to=tuple(part["blinded_to"]),
        parameters=dict(part.get("parameters", {})),
        randomise=order.get("randomise", "subject"),
        seed=order.get("seed", "sealed"),
        batch_size=order.get("batch_size", 0),
        due_days=part.get("due_days", 0),
        display_check_days=part.get("display_check_days", 0),
        confirm_progression_days=part.get("on_request", {}).get("progression", {}).get("due_days", 0),
        eligibility=build_eligibility(part),
        triggers=parse_conditions(adjudicate.get("when", ())),
        adjudicate_by=adjudicate.get("by", ""),
        repeat_fraction=repeats.get("fraction", 0.0),
        washout_days=repeats.get("washout_days", 0),
        specialty=reader.get("specialty", ""),
        training=reader.get("training", ""),
        test_cases=reader.get("test_cases", 0),
        agreement_min=reader.get("agreement_min", 0.0),
        qualified_months=reader.get("valid_months"),
        columns=tuple(layout.get("columns", ("nadir", "prior", "current"))),
        link=layout.get("link", "scroll"),
        hanging=build_hanging(part),
        allow_measuring_on=tuple(part.get("allow_measuring_on", ())),
    )


def _endpoints(part: Fields) -> Endpoints:
    primary = part.get("primary")
    return Endpoints(
        Endpoint(**primary) if primary is not None else None,
        tuple(Endpoint(**one) for one in part.get("secondary", ())),
    )


def _delivery(part: Fields) -> Delivery:
    cdisc, transfers = part.get("cdisc", {}), part.get("transfers", {})
    return Delivery(
        sdtm=cdisc.get("sdtm", ""),
        domains=tuple(cdisc.get("domains", ())),
        formats=tuple(cdisc.get("format", ())),
        every=transfers.get("every", ""),
        kind=transfers.get("kind", ""),
        keys=tuple(transfers.get("keys", ())),
    )


def _governance(part: Fields) -> Governance:
    basis = part.get("lawful_basis", {})
    return Governance(
        consent_scopes=tuple(part["consent_scopes"]),
        ethics=part["ethics"],
        retention_years=part["retention_years"],
        article_6=basis.get("article_6", ""),
        article_9=basis.get("article_9", ""),
        locations=tuple(Location(**one) for one in part.get("locations", ())),
    )
