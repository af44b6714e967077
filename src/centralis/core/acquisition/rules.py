"""Hold one rule of the charter against the facts of one series."""

from centralis.core.acquisition.facts import SeriesFacts
from centralis.core.acquisition.findings import Verdict
from centralis.core.acquisition.outcome import Outcome
from centralis.core.acquisition.parameters import PARAMETERS, Kind
from centralis.core.acquisition.requirements import Rule

NOT_RECORDED = "not recorded"


def evaluate(rule: Rule, series: SeriesFacts) -> Outcome:
    """The outcome of a rule: a value that is not recorded fails `present` and leaves other rules not evaluable."""
    known = PARAMETERS[rule.parameter]
    observed = observed_words(rule.parameter, series)
    holds = rule_holds(rule, series)
    if holds is None:
        verdict = Verdict.FAIL if rule.present else Verdict.NOT_EVALUABLE
    else:
        verdict = Verdict.PASS if holds else Verdict.FAIL
    evidence = (("parameter", rule.parameter), ("meaning", known.meaning))
    unit = "" if known.unit == "1" else known.unit
    return Outcome(verdict, rule.words(), observed, unit, evidence, rule.severity, rule.parameter)


def rule_holds(rule: Rule, series: SeriesFacts) -> bool | None:
    """Whether every recorded value satisfies the rule; None when nothing is recorded."""
    kind = PARAMETERS[rule.parameter].kind
    if kind is Kind.MOMENT:
        return None if _moment(rule.parameter, series) is None else True
    if kind is Kind.NUMBER:
        values = series.values(rule.parameter)
        if not values:
            return None
        return rule.within is None or all(rule.within.holds(value) for value in values)
    words = {word.casefold() for word in series.words(rule.parameter)}
    if not words:
        return None
    if rule.includes:
        return {word.casefold() for word in rule.includes} <= words
    # A kernel such as Br40d\3 has several components: one accepted component is enough.
    return not rule.one_of or bool(words & {word.casefold() for word in rule.one_of})


def observed_words(parameter: str, series: SeriesFacts) -> str:
    """What was observed, in words: one value, a span, or that nothing is recorded."""
    kind = PARAMETERS[parameter].kind
    if kind is Kind.MOMENT:
        at = _moment(parameter, series)
        return NOT_RECORDED if at is None else at
    if kind is Kind.NUMBER:
        return span(series.values(parameter))
    return ", ".join(series.words(parameter)) or NOT_RECORDED


def span(values: tuple[float, ...]) -> str:
    """Values in words: a single one, or the lowest and highest."""
    if not values:
        return NOT_RECORDED
    low, high = values[0], values[-1]
    return f"{low:.6g}" if low == high else f"{low:.6g} to {high:.6g}"


def _moment(parameter: str, series: SeriesFacts) -> str | None:
    at = series.injected_at if parameter == "injection_time" else series.acquired_at
    return None if at is None else at.isoformat(sep=" ", timespec="seconds")
