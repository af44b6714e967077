"""The rules of QC, pure: who may decide what on which findings, and what state follows."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from centralis.apps.qc.refusals import QcRefusal
from centralis.core.refusal import Refused

#: Why a core lab asks a site, in the words of the query console; each with the sentence it usually begins with.
CATEGORIES: dict[str, str] = {
    "missing series": "A required series is missing.",
    "missing images": "Images are missing within a series.",
    "acquisition parameter": "A parameter is outside the acquisition protocol.",
    "contrast": "The contrast phase is not the one the protocol asks for.",
    "subject or visit": "The images do not seem to belong to this subject or visit.",
    "scan date": "The exam was made outside the visit's window.",
    "identifiers": "Identifying text is visible in the images.",
    "image quality": "The images can't be evaluated as they are.",
    "transmittal form": "The transmittal form does not fit the images.",
    "other": "",
}

SEVERITIES = ("minor", "major")

#: a failed check → the cause that a query about it usually has; every other check is about a parameter
_CAUSE_OF = {
    "required-series": "missing series",
    "modality": "missing series",
    "slice-gaps": "missing images",
    "slice-count": "missing images",
    "duplicate-positions": "missing images",
    "readable-pixels": "image quality",
    "contrast-phase": "contrast",
    "contrast-delay": "contrast",
    "one-patient": "subject or visit",
    "subject-match": "subject or visit",
    "sex-consistent": "subject or visit",
    "visit-window": "scan date",
    "later-than-earlier-exams": "scan date",
    "transmittal-date": "transmittal form",
    "subject-preparation": "transmittal form",
}


def category_of(check: str) -> str:
    """Return the category that a query about a failed check begins with."""
    return _CAUSE_OF.get(check, "acquisition parameter")


@dataclass(frozen=True, slots=True)
class ExamFacts:
    """What a decision rests on: the version's state, its newest check run and its queries."""

    state: str
    failed_major: int | None
    open_queries: int

    @property
    def has_checks(self) -> bool:
        return self.failed_major is not None


#: outcome → the exam version's next state
NEXT_STATE = {
    "accept": "accepted",
    "accept with deviation": "accepted",
    "query": "queried",
    "reject: rescan": "rejected",
}

#: outcome → what it means to sign it, and what follows, in words
MEANING = {
    "accept": "I reviewed the checks and the images: this exam fulfils the acquisition protocol and may be read.",
    "accept with deviation": "I reviewed the checks and the images: "
    "this exam deviates from the protocol as stated, and may be read.",
    "query": "I reviewed the checks and the images: the site must answer before this exam can be decided.",
    "reject: rescan": "I reviewed the checks and the images: "
    "this exam can't be used, and the site is asked to scan again.",
}
CONSEQUENCE = {
    "accept": "The exam goes to the readers.",
    "accept with deviation": "The exam goes to the readers; the deviation stands in the deviation log.",
    "query": "The exam waits for the site; the query is due as the definition says.",
    "reject: rescan": "The site is asked for a rescan, which will supersede this version. Nobody reads this one.",
}


def check_decision(facts: ExamFacts, outcome: str, reason: str, question: str = "") -> None:
    """Refuse a decision that the rules don't allow; see `QcRefusal` for each sentence. Source: FDA 2018, image QC."""
    if facts.state not in ("in QC", "queried"):
        raise Refused(QcRefusal.NOT_IN_QC, state=facts.state)
    if not facts.has_checks:
        raise Refused(QcRefusal.NO_CHECKS)
    if outcome in ("accept", "accept with deviation") and facts.open_queries:
        raise Refused(QcRefusal.QUERIES_OPEN, count=facts.open_queries)
    if outcome == "accept" and facts.failed_major:
        raise Refused(QcRefusal.DEVIATION_UNNAMED, count=facts.failed_major)
    if outcome in ("accept with deviation", "reject: rescan") and not reason.strip():
        raise Refused(QcRefusal.REASON_NEEDED)
    if outcome == "query" and not question.strip():
        raise Refused(QcRefusal.TEXT_NEEDED)


def possible_outcomes(facts: ExamFacts) -> dict[str, str]:
    """Return for each outcome why it is not possible now, or nothing: what a page offers, and by what it is blocked."""
    blocked = {}
    for outcome in NEXT_STATE:
        try:
            check_decision(facts, outcome, "a reason", "a question")
            blocked[outcome] = ""
        except Refused as refused:
            blocked[outcome] = refused.sentence
    return blocked


def decision_content(
    exam: dict[str, Any], check_run: dict[str, Any], outcome: str, reason: str, question: str, category: str
) -> dict[str, Any]:
    """Return exactly what is shown and signed: the exam's manifest, the checks' verdict, the outcome and the reason."""
    asked = {"category": category, "text": question.strip()} if outcome == "query" else {}
    return {
        "exam": exam,
        "checks": check_run,
        "outcome": outcome,
        "reason": reason.strip(),
        "query": asked,
        "meaning": MEANING[outcome],
    }


def state_after_queries(state: str, open_queries: int) -> str:
    """Return the exam's state once its number of open queries changed: queried while any is open, else back in QC."""
    if state == "in QC" and open_queries:
        return "queried"
    if state == "queried" and not open_queries:
        return "in QC"
    return state


def due_on(opened: date, due_days: int) -> date:
    """Return the day by which a site should have answered."""
    return opened + timedelta(days=due_days)


def reminders_due(opened: date, today: date, remind_days: tuple[int, ...], sent: int) -> int:
    """Return how many of the definition's reminders (days after opening) are due by today beyond those sent."""
    reached = sum(1 for days in remind_days if today >= opened + timedelta(days=days))
    return max(0, reached - sent)


def count_findings(findings: list[dict[str, Any]]) -> dict[str, int]:
    """Count findings by what they mean for a decision; a critical failure weighs at least like a major one."""
    counts = {"failed_major": 0, "failed_minor": 0, "not_evaluable": 0, "passed": 0}
    for finding in findings:
        verdict = finding["verdict"]
        if verdict == "fail":
            counts["failed_minor" if finding["severity"] == "minor" else "failed_major"] += 1
        elif verdict == "not_evaluable":
            counts["not_evaluable"] += 1
        else:
            counts["passed"] += 1
    return counts
