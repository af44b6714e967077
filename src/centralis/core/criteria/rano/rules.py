"""Sentences of the rules that RANO criteria share; each criterion takes those that can decide in it."""

from collections.abc import Iterable

from centralis.core.criteria.rano.burden import Burden, say

SENTENCES: dict[str, str] = {
    "BASELINE": "The first time point is the reference; it has no response.",
    "PD-GROWTH": "The target lesions have grown by the threshold of progression from the nadir.",
    "PD-GROWTH-MEASURED-PART": "Lesions are missing, yet those measured alone reach the threshold of progression.",
    "PD-NADIR-ZERO": "A target lesion is seen again after a nadir of 0.",
    "PD-NEW-LESION": "There is a new lesion.",
    "PD-NON-TARGET": "A non-target lesion has unequivocally progressed.",
    "PD-FLAIR": "Non-enhancing T2/FLAIR disease has significantly increased.",
    "PD-CLINICAL": "The patient is definitely worse from the tumour.",
    "NE-GROWTH-STEROIDS-LOWERED": "Growth on a lowered corticosteroid dose is not counted by this trial's choice.",
    "NE-BURDEN": "A target lesion was not evaluated, and progression is not shown otherwise.",
    "NE-FLAIR": "T2/FLAIR was not evaluated, and progression is not shown otherwise.",
    "NE-CLINICAL": "Corticosteroids or clinical state are not told, and progression is not shown otherwise.",
    "NE-STEROIDS": "The corticosteroid dose is raised: no response or stable disease, and alone no progression.",
    "CR": "All disease is gone.",
    "PR-REST-PERSISTS": "The target lesions are gone; other disease is seen or was not evaluated, so this is no CR.",
    "PR-STEROIDS": "The target lesions are gone; corticosteroids above replacement preclude CR.",
    "PR": "The target lesions have shrunk by the threshold of partial response from baseline.",
    "MR": "The target lesions have shrunk by the threshold of minor response from baseline, not by that of PR.",
    "SD": "Neither enough shrinkage for a response nor enough growth for progression.",
    "SD-NOT-MEASURABLE": "Nothing was measurable at baseline; stable disease is the best that can be told.",
}


def take(names: Iterable[str], own: dict[str, str]) -> dict[str, str]:
    """The rules of one criterion: shared ones by id, and its own sentences."""
    return {**{name: SENTENCES[name] for name in names}, **own}


def explain(rules: dict[str, str], rule: str, burdens: tuple[Burden, ...], sign: str | None = None) -> str:
    """The sentence of a rule with the numbers used; `sign`: the rule behind it, when that is another one."""
    reason = f" {rules[sign]}" if sign is not None and sign != rule else ""
    return f"{rules[rule]}{reason} {say(burdens)}".strip()
