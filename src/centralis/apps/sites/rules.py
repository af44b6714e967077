"""Why an exam from a scanner is held, and what qualifies a scanner. Pure: facts come in, reasons go out.

Source: FDA, Clinical Trial Imaging Endpoint Process Standards (2018): qualification of sites, equipment and
technologists, and requalification on amendment or change of equipment or software.
"""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from centralis.apps.governance import rules as governance
from centralis.apps.sites.refusals import SitesRefusal
from centralis.apps.trials.definition.model import Definition
from centralis.core.refusal import Refused

QUALIFIED = "qualified"
MEANING = "I decided on this scanner's qualification from the evidence shown"


@dataclass(frozen=True, slots=True)
class ScannerFacts:
    """A registered scanner. `software_seen` is what the exam's own header says (empty: not said)."""

    name: str
    software: str = ""
    software_seen: str = ""


@dataclass(frozen=True, slots=True)
class QualificationFacts:
    """The newest decision about a scanner, and the definition's version and the software it was made under."""

    state: str
    definition_version: str
    software: str = ""
    valid_until: date | None = None
    reason: str = ""


class Training(Protocol):
    """What the rules look at in a training record."""

    @property
    def duty(self) -> str: ...

    @property
    def module(self) -> str: ...

    @property
    def score_percent(self) -> int | None: ...

    @property
    def completed_on(self) -> date: ...

    @property
    def expires_on(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class Hold:
    """One reason why an exam waits: a code for the table, a sentence for a person."""

    code: str
    sentence: str


def holds(
    scanner: ScannerFacts | None,
    qualification: QualificationFacts | None,
    definition: Definition,
    trainings: Sequence[Training],
    approvals: Sequence[governance.Approval],
    exam_date: date,
) -> list[Hold]:
    """Every reason why an exam made on a day on a scanner is held; empty when it may go on."""
    found: list[Hold] = []
    if scanner is None:
        found.append(
            Hold("unknown_scanner", "The exam's scanner is not registered at this site. Register it, or link it.")
        )
    else:
        found += _qualification_holds(scanner, qualification, definition, exam_date)
    missing = missing_training(definition, trainings, exam_date)
    if missing:
        found.append(
            Hold(
                "training_lapsed",
                f"Nobody at the site held a current training in {definition.sites.training_module} as "
                f"{' or '.join(missing)} on {exam_date.isoformat()}.",
            )
        )
    why = governance.why_not_allowed(approvals, exam_date, definition.governance.ethics)
    if why:
        found.append(Hold("no_ethics_approval", why))
    return found


def _qualification_holds(
    scanner: ScannerFacts, qualification: QualificationFacts | None, definition: Definition, exam_date: date
) -> list[Hold]:
    name, reopen_on = scanner.name, definition.sites.reopen_on
    if qualification is None:
        return [Hold("unqualified_scanner", f"Scanner {name} has never been qualified for this trial.")]
    if qualification.state != QUALIFIED:
        because = f": {qualification.reason}" if qualification.reason else ""
        return [Hold("unqualified_scanner", f"Scanner {name} is {qualification.state}{because}.")]
    found = []
    older = qualification.definition_version != definition.version
    if older and "amendment" in reopen_on:
        found.append(
            Hold(
                "older_definition",
                f"Scanner {name} is qualified for version {qualification.definition_version} of the definition; "
                f"version {definition.version} is in force.",
            )
        )
    now = scanner.software_seen or scanner.software
    if "software_change" in reopen_on and not same_text(now, qualification.software):
        found.append(
            Hold(
                "software_changed",
                f"Scanner {name} was qualified with software {qualification.software or 'not stated'}; "
                f"it now runs {now or 'software not stated'}.",
            )
        )
    if qualification.valid_until is not None and exam_date > qualification.valid_until:
        found.append(
            Hold(
                "qualification_expired",
                f"The qualification of scanner {name} expired on {qualification.valid_until.isoformat()}.",
            )
        )
    return found


def holds_training(training: Training, definition: Definition, duty: str, on_date: date) -> bool:
    """Whether one record shows that somebody in this duty was trained, as the definition asks, on a day."""
    rules = definition.sites
    current = training.completed_on <= on_date and (training.expires_on is None or on_date <= training.expires_on)
    passed = rules.pass_score is None or (training.score_percent or 0) >= rules.pass_score
    same = same_text(training.module, rules.training_module) and same_text(training.duty, duty)
    return same and current and passed


def missing_training(definition: Definition, trainings: Sequence[Training], on_date: date) -> list[str]:
    """The duties for which nobody at a site holds the training that the definition asks for."""
    if not definition.sites.training_module:
        return []
    return [
        duty
        for duty in definition.sites.training_roles
        if not any(holds_training(one, definition, duty, on_date) for one in trainings)
    ]


def check_evidence(
    scanner: str, evidence: Mapping[str, str], definition: Definition, trainings: Sequence[Training], today: date
) -> None:
    """Refuse to call a scanner qualified while a step that the definition requires has no evidence."""
    required = definition.sites.requires
    missing = [step for step in required if step != "training" and not evidence.get(step, "").strip()]
    if missing:
        raise Refused(
            SitesRefusal.EVIDENCE_MISSING,
            scanner=scanner,
            missing=" and no ".join(m.replace("_", " ") for m in missing),
        )
    untrained = missing_training(definition, trainings, today) if "training" in required else []
    if untrained:
        raise Refused(
            SitesRefusal.TRAINING_MISSING,
            scanner=scanner,
            module=definition.sites.training_module,
            duty=" and as ".join(untrained),
        )


def valid_until(definition: Definition, decided_on: date) -> date | None:
    """The last day a qualification holds: so many calendar months on, or the month's last day."""
    months = definition.sites.valid_months
    return None if months is None else months_after(decided_on, months)


def months_after(decided_on: date, months: int) -> date:
    """The same day so many calendar months on, or that month's last day."""
    year, month = divmod(decided_on.year * 12 + decided_on.month - 1 + months, 12)
    month += 1
    return date(year, month, min(decided_on.day, calendar.monthrange(year, month)[1]))


def reopening(definition: Definition, changed: Sequence[str]) -> str:
    """Say why changes of a scanner's columns re-open its qualification, or nothing.

    `software` is a software change; maker, model, serial number and field strength are the hardware.
    """
    reasons = definition.sites.reopen_on
    if "software" in changed and "software_change" in reasons:
        return "the software changed"
    hardware = {"manufacturer", "model", "serial", "field_strength_t"} & set(changed)
    return "the hardware changed" if hardware and "hardware_change" in reasons else ""


def qualification_content(
    scanner: Mapping[str, str], definition_version: str, document_digest: str, decision: Mapping[str, Any]
) -> dict[str, Any]:
    """What a person signs: the scanner as registered, the version it is decided for, the decision and its evidence."""
    return {
        "what": "scanner qualification",
        "scanner": dict(scanner),
        "definition": definition_version,
        "document_sha256": document_digest,
        "decision": dict(decision),
    }


def acknowledgement(code: str, name: str, definition: Definition) -> str:
    """The text with which a site acknowledges what is asked of its scans; to be copied, dated and signed there."""
    asked = [f"- {one.name} ({one.modality})" for one in definition.acquisition]
    training = definition.sites.training_module
    return "\n".join(
        [
            f"Trial {definition.trial.protocol}, site {code}, {name}",
            f"Imaging acquisition guideline, version {definition.version}",
            "",
            "We have read how images are acquired for this trial:",
            *asked,
            "",
            f"Our scanners are qualified by: {', '.join(definition.sites.requires).replace('_', ' ')}.",
            *([f"Our staff are trained in: {training}."] if training else []),
            "We tell the core lab before a scanner, its software or its staff changes.",
            "",
            "Name, date, signature:",
        ]
    )


def same_text(one: str, other: str) -> bool:
    """Whether two texts are the same to a person: case and blanks aside."""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
