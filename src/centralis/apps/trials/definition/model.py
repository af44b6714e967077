"""A trial definition as frozen values: what the rest of the system reads, never the file itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from centralis.core.acquisition.requirements import Requirement
from centralis.core.reading.adjudication import Condition
from centralis.core.reading.eligibility import Rule
from centralis.core.reading.hanging import HangingProtocol


@dataclass(frozen=True, slots=True)
class TrialHeader:
    """Which trial this is. `arms` (code, meaning) are for unblinded roles alone."""

    protocol: str
    title: str
    indication: str
    sponsor: str
    phase: str = ""
    design: str = ""
    arms: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Visit:
    """A planned time point: `day` after the anchor, `window` (days before, days after), the exams it requires."""

    id: str
    name: str
    required: tuple[str, ...]
    day: int | None = None
    window: tuple[int, int] = (0, 0)
    baseline: bool = False
    unscheduled: bool = False


@dataclass(frozen=True, slots=True)
class SitesRules:
    """When a site's scanner may scan for the trial, and what its people must have learnt."""

    per: str = "scanner"
    requires: tuple[str, ...] = ()
    valid_months: int | None = None
    reopen_on: tuple[str, ...] = ()
    training_module: str = ""
    training_roles: tuple[str, ...] = ()
    pass_score: int | None = None


@dataclass(frozen=True, slots=True)
class Deidentification:
    """The de-identification profile; `profile` is the form that `core.deid` reads. `choices`: further entries of the
    profile (`vocabulary.DEID_CHOICES`) that the file states."""

    basis: str
    options: tuple[str, ...]
    dates: str
    faces: str = "never"
    must_survive: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    safe_private: tuple[tuple[int | str, ...], ...] | None = None
    choices: Mapping[str, str] = field(default_factory=dict)

    @property
    def removes_faces(self) -> bool:
        """Whether heads are held until their faces were removed and a person has confirmed it."""
        return self.faces != "never" or "clean_faces" in self.options

    def profile(self) -> dict[str, object]:
        """The profile as `core.deid.Profile.from_json` takes it."""
        form: dict[str, object] = {
            "basis": self.basis,
            "options": list(self.options),
            "dates": self.dates,
            "must_survive": list(self.must_survive),
            "allow": list(self.allow),
        }
        form |= self.choices
        if self.faces != "never":
            form["faces"] = {"remove_when": self.faces}
        if self.safe_private is not None:
            form["safe_private"] = [list(entry) for entry in self.safe_private]
        return form


@dataclass(frozen=True, slots=True)
class QcRules:
    """What stands between receipt and reading."""

    before_reading: tuple[str, ...] = ("automatic", "analyst")
    second_check_sample: float = 0.0
    query_due_days: int = 5
    remind_days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class EligibilityDesign:
    """A read of a visit's exam before enrolment: by which criterion, until when, which rules make a subject eligible.

    `gates_enrolment`: only who was found eligible is enrolled. `tells_rules`: the site is told which rules are met, not
    only the answer. `may_read_efficacy`: whoever read it may be drawn for the same subject's case as well.
    """

    visit: str
    due_working_days: int
    rules: tuple[Rule, ...]
    gates_enrolment: bool
    readers: int = 1
    criterion: str = ""
    parameters: Mapping[str, object] = field(default_factory=dict)
    tells_rules: bool = False
    may_read_efficacy: bool = False


@dataclass(frozen=True, slots=True)
class ReadDesign:
    """Who reads what, in which order, blind to what, and when a third opinion is asked.

    `readers` read each case; the pool they are drawn from may be larger. `batch_size` 0: one batch for all; `due_days`
    0: no due date; `display_check_days` 0: readers need not check their displays;
    `confirm_progression_days` 0: no progression of a site's is confirmed on request. Where no protocol of
    `hanging` holds, `columns` stand beside each other, linked by `link`. `allow_measuring_on`: kinds of image that are
    measured although that is off otherwise (`core.reading.fitness`).
    """

    criterion: str
    readers: int
    time_points: str
    blinded_to: tuple[str, ...]
    parameters: Mapping[str, object] = field(default_factory=dict)
    randomise: str = "subject"
    seed: str = "sealed"
    batch_size: int = 0
    due_days: int = 0
    display_check_days: int = 0
    confirm_progression_days: int = 0
    eligibility: EligibilityDesign | None = None
    triggers: tuple[Condition, ...] = ()
    adjudicate_by: str = ""
    repeat_fraction: float = 0.0
    washout_days: int = 0
    specialty: str = ""
    training: str = ""
    test_cases: int = 0
    agreement_min: float = 0.0
    qualified_months: int | None = None
    columns: tuple[str, ...] = ("nadir", "prior", "current")
    link: str = "scroll"
    hanging: tuple[HangingProtocol, ...] = ()
    allow_measuring_on: tuple[str, ...] = ()

    @property
    def is_on_request(self) -> bool:
        """Whether a site is told answers of central review: of a progression, or before enrolment."""
        return self.confirm_progression_days > 0 or self.eligibility is not None

    @property
    def before_enrolment(self) -> "ReadDesign":
        """The design of an eligibility read: one time point, by its own criterion, compared with nothing."""
        one = self.eligibility
        if one is None:
            return self
        mode = "sequential_locked"
        return replace(self, criterion=one.criterion, parameters=one.parameters, time_points=mode, triggers=())


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint by name with the rules it is derived by."""

    name: str
    rules: str = ""
    missed_visits: int | None = None
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Primary and secondary endpoints."""

    primary: Endpoint | None = None
    secondary: tuple[Endpoint, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is handed over, how often, and by which keys it is reconciled."""

    sdtm: str = ""
    domains: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    every: str = ""
    kind: str = ""
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Location:
    """Where images are processed, by whom, and on what ground they may go there."""

    role: str
    country: str
    transfer: str = ""


@dataclass(frozen=True, slots=True)
class Governance:
    """The law the trial stands on: basis, consent scopes, ethics, places and how long data are kept."""

    consent_scopes: tuple[str, ...]
    ethics: str
    retention_years: int
    article_6: str = ""
    article_9: str = ""
    locations: tuple[Location, ...] = ()


@dataclass(frozen=True, slots=True)
class Definition:
    """One version of a trial: everything a person argues about in an imaging charter."""

    trial: TrialHeader
    version: str
    anchor: str
    visits: tuple[Visit, ...]
    acquisition: tuple[Requirement, ...]
    sites: SitesRules
    deidentification: Deidentification
    reading: ReadDesign
    governance: Governance
    qc: QcRules = QcRules()
    endpoints: Endpoints = Endpoints()
    delivery: Delivery = Delivery()
    amends: str = ""
    reason: str = ""

    def visit(self, name: str) -> Visit | None:
        """The visit with this id."""
        return next((visit for visit in self.visits if visit.id == name), None)

    def requirement(self, name: str) -> Requirement | None:
        """The acquisition requirement with this id."""
        return next((one for one in self.acquisition if one.id == name), None)

    @property
    def baseline(self) -> Visit | None:
        """The baseline visit: the one marked so, else the first scheduled visit on or before day 0."""
        marked = next((visit for visit in self.visits if visit.baseline), None)
        early = [visit for visit in self.visits if visit.day is not None and visit.day <= 0]
        return marked or min(early, key=lambda visit: visit.day or 0, default=None)
