"""The one table of states: a word, a shape and a colour together, the same on every page."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TONES: Final = ("grey", "blue", "amber", "green", "red", "violet", "dark")


@dataclass(frozen=True)
class StateLook:
    """How one state is shown: its word, its colour tone and the name of its shape."""

    word: "StrOrPromise"
    tone: str
    shape: str
    struck: bool = False


# Drawn for Centralis in a 16 × 16 box; stroke and fill take the colour of the text around them.
_LINE: Final = 'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"'
SHAPES: Final[dict[str, str]] = {
    "hollow": f'<circle cx="8" cy="8" r="5.75" {_LINE}/>',
    "filled": '<circle cx="8" cy="8" r="6.5" fill="currentColor"/>',
    "half": f'<circle cx="8" cy="8" r="5.75" {_LINE}/><path d="M8 2.25a5.75 5.75 0 0 1 0 11.5z" fill="currentColor"/>',
    "pause": f'<circle cx="8" cy="8" r="5.75" {_LINE}/><path d="M6.4 5.9v4.2M9.6 5.9v4.2" {_LINE}/>',
    "speech": f'<path d="M2.5 3h11v7.5H7.5L4.5 13.5v-3h-2z" {_LINE}/><path d="M5.5 6.75h5" {_LINE}/>',
    "tick": f'<circle cx="8" cy="8" r="5.75" {_LINE}/><path d="M5.4 8.2l1.9 1.9 3.4-3.9" {_LINE}/>',
    "turn": f'<path d="M13 8.5a5 5 0 1 1-1.6-3.9" {_LINE}/><path d="M13.2 1.9v3.2H10" {_LINE}/>',
    "eye": f'<path d="M1.75 8Q8 1.5 14.25 8Q8 14.5 1.75 8z" {_LINE}/><circle cx="8" cy="8" r="2" fill="currentColor"/>',
    "tick-box": f'<path d="M2.75 2.75h10.5v10.5H2.75z" {_LINE}/><path d="M5.3 8.2l1.9 1.9 3.5-4" {_LINE}/>',
    "split": f'<path d="M8 14V9.5L3.5 5M8 9.5L12.5 5M3.2 8.2V4.7h3.5M12.8 8.2V4.7H9.3" {_LINE}/>',
    "padlock": f'<path d="M5 7V5a3 3 0 0 1 6 0v2" {_LINE}/><path d="M3 7h10v7H3z" fill="currentColor"/>',
    "missed": f'<circle cx="8" cy="8" r="5.75" {_LINE}/><path d="M6 6l4 4M10 6l-4 4" {_LINE}/>',
    "struck": f'<circle cx="8" cy="8" r="4.75" {_LINE}/><path d="M1.5 8h13" {_LINE}/>',
    "square": f'<path d="M2.75 2.75h10.5v10.5H2.75z" {_LINE}/>',
    "cross": f'<path d="M3.5 3.5l9 9M12.5 3.5l-9 9" {_LINE}/>',
    "warn": f'<path d="M8 2L14.5 13.5h-13z" {_LINE}/><path d="M8 6.5v3M8 11.6v.1" {_LINE}/>',
    "dash": f'<path d="M3 8h10" {_LINE}/>',
}

# An image's life (look.md): what the grid, the worklists and the exam page show.
STATES: Final[dict[str, StateLook]] = {
    "expected": StateLook(_("Expected"), "grey", "hollow"),
    "received": StateLook(_("Received"), "grey", "filled"),
    "held": StateLook(_("Held"), "amber", "pause"),
    "in_qc": StateLook(_("In QC"), "blue", "half"),
    "queried": StateLook(_("Queried"), "amber", "speech"),
    "accepted": StateLook(_("Accepted"), "green", "tick"),
    "rejected": StateLook(_("Rejected: rescan"), "red", "turn"),
    "in_reading": StateLook(_("In reading"), "violet", "eye"),
    "read": StateLook(_("Read"), "violet", "tick-box"),
    "adjudication": StateLook(_("Adjudication"), "violet", "split"),
    "locked": StateLook(_("Locked"), "dark", "padlock"),
    "missed": StateLook(_("Missed"), "red", "missed"),
    "superseded": StateLook(_("Superseded"), "grey", "struck", struck=True),
}

# States of the other things in a trial, drawn with the same shapes and tones.
OTHER_STATES: Final[dict[str, StateLook]] = {
    "accepted_deviation": StateLook(_("Accepted with deviation"), "green", "tick"),
    "active": StateLook(_("Active"), "green", "filled"),
    "ahead": StateLook(_("Ahead"), "grey", "hollow"),
    "adjudicated": StateLook(_("Adjudicated"), "violet", "tick-box"),
    "announced": StateLook(_("Announced"), "grey", "hollow"),
    "answered": StateLook(_("Answered"), "blue", "speech"),
    "approved": StateLook(_("Approved"), "green", "tick"),
    "assigned": StateLook(_("Assigned"), "grey", "hollow"),
    "closed": StateLook(_("Closed"), "grey", "tick-box"),
    "completed": StateLook(_("Completed"), "green", "tick"),
    "deactivated": StateLook(_("Deactivated"), "grey", "struck"),
    "dismissed": StateLook(_("Dismissed"), "grey", "tick-box"),
    "draft": StateLook(_("Draft"), "grey", "square"),
    "due": StateLook(_("Due"), "blue", "half"),
    "duplicate": StateLook(_("Duplicate"), "grey", "dash"),
    "ended": StateLook(_("Ended"), "grey", "struck"),
    "enrolled": StateLook(_("Enrolled"), "green", "filled"),
    "expired": StateLook(_("Expired"), "red", "missed"),
    "failed": StateLook(_("Failed"), "red", "cross"),
    "in_approval": StateLook(_("In approval"), "blue", "half"),
    "in_progress": StateLook(_("In progress"), "blue", "half"),
    "lapsed": StateLook(_("Lapsed"), "red", "missed"),
    "not_applicable": StateLook(_("Not applicable"), "grey", "dash"),
    "not_evaluable": StateLook(_("Not evaluable"), "grey", "dash"),
    "not_qualified": StateLook(_("Not qualified"), "red", "missed"),
    "open": StateLook(_("Open"), "amber", "speech"),
    "overdue": StateLook(_("Overdue"), "red", "warn"),
    "passed": StateLook(_("Passed"), "green", "tick"),
    "pending": StateLook(_("Pending"), "grey", "hollow"),
    "qualified": StateLook(_("Qualified"), "green", "tick"),
    "quarantined": StateLook(_("Quarantined"), "red", "warn"),
    "refused": StateLook(_("Refused"), "red", "cross"),
    "released": StateLook(_("Taken after all"), "green", "tick"),
    "reopened": StateLook(_("Reopened"), "amber", "turn"),
    "resolved": StateLook(_("Resolved"), "green", "tick"),
    "screen_failed": StateLook(_("Screen failure"), "grey", "cross"),
    "screening": StateLook(_("In screening"), "blue", "half"),
    "retired": StateLook(_("Retired"), "grey", "struck"),
    "returned": StateLook(_("Returned"), "amber", "turn"),
    "signed": StateLook(_("Signed"), "green", "tick-box"),
    "suspended": StateLook(_("Suspended"), "amber", "pause"),
    "undated": StateLook(_("Undated"), "grey", "square"),
    "unqualified": StateLook(_("Not qualified"), "red", "missed"),
    "unscheduled": StateLook(_("Unscheduled"), "grey", "filled"),
    "upcoming": StateLook(_("Upcoming"), "grey", "hollow"),
    "void": StateLook(_("Void"), "grey", "struck", struck=True),
    "waiting": StateLook(_("Waiting"), "amber", "pause"),
    "warning": StateLook(_("Warning"), "amber", "warn"),
    "withdrawn": StateLook(_("Withdrawn"), "grey", "struck"),
}


def state_look(code: object) -> StateLook:
    """The look of a state code; unknown codes show their own word, hollow and grey, never nothing."""
    key = str(code or "").strip().lower().replace("-", "_").replace(" ", "_").partition(":")[0]
    known = STATES.get(key) or OTHER_STATES.get(key)
    if known is not None:
        return known
    return StateLook(key.replace("_", " ").capitalize() or str(_("Unknown")), "grey", "square")
