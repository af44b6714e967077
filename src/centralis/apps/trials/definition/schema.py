"""The published JSON Schema of the trial file, made from the vocabulary and the table of acquisition parameters.

JSON Schema draft 2020-12. Every object is closed: a field that is not known is a fault, never ignored. Lengths in mm,
times in ms or min, activity in Bq, as the names say.
"""


from centralis.apps.trials.definition import vocabulary as words
from centralis.apps.trials.definition.eligibility import eligibility_schema
from centralis.apps.trials.definition.hanging import hanging_schema
from centralis.apps.trials.definition.shapes import (
    ID,
    LINE,
    Schema,
    entries,
    interval,
    mapping,
    number,
    some_of,
    text,
    whole,
)
from centralis.core.acquisition.parameters import CONTRAST_PHASES, MODALITIES, PARAMETERS, REGIONS, Kind, Parameter
from centralis.core.acquisition.requirements import SAME_AS_BASELINE, Severity
from centralis.core.endpoints.rule_sets import RULE_SETS
from centralis.core.reading.fitness import MEASURING_ALLOWED

VERSION = 1
_VERSION = text(r"[0-9]{1,4}(\.[0-9]{1,4}){0,2}", "a version in quotes, like 1.0")
_PROTOCOL = text("[A-Za-z0-9][A-Za-z0-9._-]{0,63}", "a protocol number")
_COUNTRY = text("[A-Z]{2}", "a country as two capital letters")
_KEYWORD = text("[A-Z][A-Za-z0-9]{1,63}", "a keyword of DICOM")
_PROSE: Schema = {"type": "string", "minLength": 1, "maxLength": 4000, "description": "text"}
_SEVERITY: Schema = {"enum": [severity.value for severity in Severity]}
_DAY: Schema = {"type": "integer", "minimum": -3650, "maximum": 36500}


def rule_schema(parameter: Parameter) -> Schema:
    """The schema of a rule on one parameter: a mapping, `present`, or a list of values that must be included."""
    if parameter.kind is Kind.NUMBER:
        fields: Schema = {"min": {"type": "number"}, "max": {"type": "number"}}
    elif parameter.kind is Kind.TEXT:
        fields = {"one_of": entries(LINE, 1)}
    else:
        fields = {"includes": entries(LINE, 1)} if parameter.kind is Kind.SET else {}
    form = mapping({**fields, "present": {"const": True}, "severity": _SEVERITY}, minProperties=1)
    form["type"] = ["object", "string"]
    schema: Schema = {
        "description": parameter.meaning + (f", in {parameter.unit}" if parameter.unit not in ("", "1") else ""),
        "if": {"type": "string"},
        "then": {"const": "present"},
        "else": form,
    }
    if parameter.kind is Kind.SET:
        form["type"] = ["object", "array", "string"]
        schema["else"] = {"if": {"type": "array"}, "then": entries(LINE, 1), "else": form}
    return schema


def _rules() -> Schema:
    kept = {"same_as_baseline": some_of(SAME_AS_BASELINE, 1)}
    return mapping({**{name: rule_schema(parameter) for name, parameter in PARAMETERS.items()}, **kept})


def _series() -> Schema:
    contrast = mapping(
        {"phase": {"enum": list(CONTRAST_PHASES)}, "delay_s": interval(number(0, 3600)), "severity": _SEVERITY},
        ("phase",),
    )
    match = mapping({
        "description": entries(LINE, 1),
        "not_description": entries(LINE, 1),
        "orientation": {"enum": ["axial", "coronal", "sagittal", "oblique"]},
    })  # fmt: skip
    return mapping(
        {
            "id": ID,
            "required": {"type": "boolean"},
            "coverage": some_of(tuple(REGIONS), 1),
            "contrast": contrast,
            "match": match,
            "rules": _rules(),
        },
        ("id",),
    )


def _acquisition() -> Schema:
    ends: Schema = {"min": {"type": "number"}, "max": {"type": "number"}, "severity": _SEVERITY}
    prepared = {name: {**mapping(ends), "description": f"in {unit}"} for name, unit in words.PREPARATION.items()}
    requirement = mapping(
        {
            "name": LINE,
            "modality": {"enum": list(MODALITIES)},
            "subject": mapping(prepared),
            "coverage": some_of(tuple(REGIONS), 1),
            "rules": _rules(),
            "series": entries(_series(), 1, 50),
        },
        ("modality",),
    )
    return {
        "type": "object", "propertyNames": ID, "additionalProperties": requirement, "minProperties": 1,
        "maxProperties": 50,
    }  # fmt: skip


def _visits() -> Schema:
    window = {
        "type": "array", "items": _DAY, "minItems": 2, "maxItems": 2,
        "description": "[first, last]: days before and after `day`, both included",
    }  # fmt: skip
    visit = mapping(
        {
            "id": ID,
            "name": LINE,
            "day": _DAY,
            "window": window,
            "baseline": {"type": "boolean"},
            "unscheduled": {"type": "boolean"},
            "required": entries(ID),
        },
        ("id", "name", "required"),
    )
    return entries(visit, 1)


def _sites() -> Schema:
    qualification = mapping(
        {
            "per": {"enum": ["scanner", "site"]},
            "requires": some_of(words.QUALIFICATION_STEPS, 1),
            "valid_months": whole(1, 120),
            "reopen_on": some_of(words.REOPENERS),
        },
        ("per", "requires"),
    )
    training = mapping(
        {"module": LINE, "roles": some_of(words.ROLES, 1), "pass_score": whole(0, 100)}, ("module", "roles")
    )
    return mapping({"qualification": qualification, "training": training}, ("qualification",))


def _deidentification() -> Schema:
    private: Schema = {
        "type": "array",
        "prefixItems": [whole(0, 0xFFFF), LINE, whole(0, 0xFF), {"enum": list(words.DEID_PRIVATE_VRS)}],
        "items": False,
        "minItems": 3,
        "description": "[group, creator, last byte of the element, and its VR when it is not text]",
    }
    choices = {
        name: {"enum": list(allowed), "description": words.DEID_MEANING[name]}
        for name, allowed in words.DEID_CHOICES.items()
    }
    survive = text(r"([A-Z][A-Za-z0-9]{1,63}|[a-z][a-z0-9_]{1,30})", "a keyword of DICOM, or the name of a set")
    return mapping(
        {
            "basis": {"enum": ["ps3.15-2026d"]},
            "options": some_of(words.DEID_OPTIONS),
            "dates": {"enum": ["keep", "shift", "remove"]},
            "faces": mapping({"remove_when": {"enum": ["never", "head_in_field", "always"]}}, ("remove_when",)),
            "must_survive": entries(survive),
            "allow": entries(ID),
            "safe_private": entries(private),
            **choices,
        },
        ("basis", "options", "dates"),
    )


def _qc() -> Schema:
    return mapping({
        "before_reading": some_of(("automatic", "analyst")),
        "second_check": mapping({"sample": number(0, 1)}, ("sample",)),
        "query_due_days": whole(1, 365),
        "remind_days": entries(whole(1, 365)),
    })  # fmt: skip


def _reading() -> Schema:
    qualification = mapping({
        "specialty": LINE,
        "training": LINE,
        "test_cases": whole(0, 1000),
        "agreement_min": number(0, 1),
        "valid_months": whole(1, 120),
    })  # fmt: skip
    order = mapping(
        {
            "randomise": {"enum": ["subject", "batch", "none"]},
            "seed": {"enum": ["sealed", "stated"]},
            "batch_size": whole(1, 1000),
        },
        ("randomise",),
    )
    parameters: Schema = {
        "type": "object", "propertyNames": ID, "maxProperties": 50,
        "additionalProperties": {"type": ["number", "boolean", "string"], "maxLength": 200},
    }  # fmt: skip
    return mapping(
        {
            "criterion": LINE,
            "parameters": parameters,
            "readers": whole(1, 10),
            "order": order,
            "due_days": {**whole(1, 365), "description": "days from ready to be read until signed"},
            "display_check_days": {
                **whole(1, 365), "description": "for how many days a reader's check of the display counts",
            },
            "time_points": {"enum": ["sequential_locked", "all_at_once", "with_global"]},
            "on_request": mapping({
                "progression": mapping({"due_days": {
                    **whole(1, 90), "description": "days until central review confirms a site's progression or not",
                }}, ("due_days",)),
                "eligibility": eligibility_schema(parameters),
            }),
            "blinded_to": some_of(words.BLINDED_TO),
            "adjudicate": mapping(
                {"when": entries(LINE, 1, 20), "by": {"enum": list(words.ADJUDICATE_BY)}}, ("when", "by")
            ),
            "repeats": mapping({"fraction": number(0, 0.5), "washout_days": whole(0, 365)}, ("fraction",)),
            "reader_qualification": qualification,
            "layout": mapping({
                "columns": some_of(("nadir", "prior", "current", "baseline"), 1),
                "link": {"enum": ["scroll", "none"]},
            }),
            "hanging": hanging_schema(),
            "allow_measuring_on": some_of(tuple(MEASURING_ALLOWED), 1),
        },
        ("criterion", "readers", "time_points", "blinded_to"),
    )  # fmt: skip


def _endpoints() -> Schema:
    rules = {"enum": sorted(RULE_SETS), "description": "by which events and censoring are told"}
    endpoint = mapping(
        {"name": LINE, "rules": rules, "missed_visits": whole(1, 10), "confirmed": {"type": "boolean"}}, ("name",)
    )
    return mapping({"primary": endpoint, "secondary": entries(endpoint)}, ("primary",))


def _delivery() -> Schema:
    cdisc = mapping({
        "sdtm": {"enum": ["3.3", "3.4"]},
        "domains": some_of(("TU", "TR", "RS", "PR"), 1),
        "format": some_of(("dataset-json", "xpt"), 1),
    })  # fmt: skip
    transfers = mapping({
        "every": {"enum": ["week", "month", "quarter", "request"]},
        "kind": {"enum": ["cumulative", "incremental"]},
        "keys": entries(LINE, 1),
    })  # fmt: skip
    return mapping({"cdisc": cdisc, "transfers": transfers})


def _governance() -> Schema:
    location = mapping(
        {"role": LINE, "country": _COUNTRY,
         "transfer": LINE},
        ("role", "country"),
    )  # fmt: skip
    return mapping(
        {
            "lawful_basis": mapping({"article_6": LINE, "article_9": LINE}),
            "consent_scopes": some_of(words.SCOPES, 1),
            "ethics": {"enum": ["required_per_site", "central", "not_required"]},
            "locations": entries(location),
            "retention_years": whole(1, 100),
        },
        ("consent_scopes", "ethics", "retention_years"),
    )


def _trial() -> Schema:
    return mapping(
        {
            "protocol": _PROTOCOL,
            "title": LINE,
            "phase": {"enum": ["I", "I/II", "II", "II/III", "III", "IV", "not applicable"]},
            "indication": LINE,
            "design": LINE,
            "sponsor": LINE,
            "arms": {"type": "object", "propertyNames": ID, "additionalProperties": LINE, "maxProperties": 50},
        },
        ("protocol", "title", "indication", "sponsor"),
    )


def definition_schema() -> Schema:
    """The JSON Schema of a trial file."""
    parts: Schema = {
        "centralis": {"const": VERSION, "description": "version of this vocabulary"},
        "trial": _trial(),
        "version": _VERSION,
        "amends": _VERSION,
        "reason": _PROSE,
        "anchor": {"enum": list(words.ANCHORS)},
        "visits": _visits(),
        "acquisition": _acquisition(),
        "sites": _sites(),
        "deidentification": _deidentification(),
        "qc": _qc(),
        "reading": _reading(),
        "endpoints": _endpoints(),
        "delivery": _delivery(),
        "governance": _governance(),
    }
    required = (
        "centralis", "trial", "version", "anchor", "visits", "acquisition", "sites", "deidentification", "reading",
        "governance",
    )  # fmt: skip
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:centralis:trial:{VERSION}",
        "title": "Centralis trial definition",
        **mapping(parts, required, dependentRequired={"amends": ["reason"]}),
    }
