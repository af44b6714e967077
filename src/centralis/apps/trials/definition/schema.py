"""The published JSON Schema of the trial file, made from the vocabulary and the table of acquisition parameters.

JSON Schema draft 2020-12. Every object is closed: a field that is not known is a fault, never ignored. Lengths in mm,
times in ms or min, activity in Bq, as the names say.
"""

from typing import Any

from centralis.apps.trials.definition import vocabulary as words
from centralis.core.acquisition.parameters import CONTRAST_PHASES, MODALITIES, PARAMETERS, REGIONS, Kind, Parameter
from centralis.core.acquisition.requirements import SAME_AS_BASELINE, Severity
from centralis.core.endpoints.rule_sets import RULE_SETS

VERSION = 1
Schema = dict[str, Any]


def _text(pattern: str, description: str) -> Schema:
    # `$` alone would let a trailing line feed through in some engines.
    return {"type": "string", "pattern": f"^{pattern}$(?!\\n)", "description": description}


_ID = _text("[A-Za-z][A-Za-z0-9_-]{0,63}", "a name of letters, digits, _ and -, beginning with a letter")
_LINE = _text(r"[^\u0000-\u001f\u007f]{1,300}", "one line of text")
_VERSION = _text(r"[0-9]{1,4}(\.[0-9]{1,4}){0,2}", "a version in quotes, like 1.0")
_PROTOCOL = _text("[A-Za-z0-9][A-Za-z0-9._-]{0,63}", "a protocol number")
_COUNTRY = _text("[A-Z]{2}", "a country as two capital letters")
_KEYWORD = _text("[A-Z][A-Za-z0-9]{1,63}", "a keyword of DICOM")
_PROSE: Schema = {"type": "string", "minLength": 1, "maxLength": 4000, "description": "text"}
_SEVERITY: Schema = {"enum": [severity.value for severity in Severity]}
_DAY: Schema = {"type": "integer", "minimum": -3650, "maximum": 36500}


def _object(properties: Schema, required: tuple[str, ...] = (), **more: object) -> Schema:
    return {
        "type": "object", "properties": properties, "required": list(required), "additionalProperties": False, **more,
    }  # fmt: skip


def _list(items: Schema, least: int = 0, most: int = 200) -> Schema:
    listed = {"type": "array", "items": items, "minItems": least, "maxItems": most}
    # Comparing every mapping with every other is slow on hostile files; `check` compares their ids instead.
    return listed if items.get("type") == "object" else {**listed, "uniqueItems": True}


def _one_of(names: tuple[str, ...], least: int = 0) -> Schema:
    return _list({"enum": list(names)}, least)


def _number(low: float | None = None, high: float | None = None) -> Schema:
    bounds = {"minimum": low, "maximum": high}
    return {"type": "number", **{name: bound for name, bound in bounds.items() if bound is not None}}


def _whole(low: int, high: int) -> Schema:
    return {"type": "integer", "minimum": low, "maximum": high}


def _range(number: Schema | None = None) -> Schema:
    end = number or {"type": "number"}
    return _object({"min": end, "max": end}, minProperties=1)


def rule_schema(parameter: Parameter) -> Schema:
    """The schema of a rule on one parameter: a mapping, `present`, or a list of values that must be included."""
    if parameter.kind is Kind.NUMBER:
        fields: Schema = {"min": {"type": "number"}, "max": {"type": "number"}}
    elif parameter.kind is Kind.TEXT:
        fields = {"one_of": _list(_LINE, 1)}
    else:
        fields = {"includes": _list(_LINE, 1)} if parameter.kind is Kind.SET else {}
    whole = _object({**fields, "present": {"const": True}, "severity": _SEVERITY}, minProperties=1)
    whole["type"] = ["object", "string"]
    schema: Schema = {
        "description": parameter.meaning + (f", in {parameter.unit}" if parameter.unit not in ("", "1") else ""),
        "if": {"type": "string"},
        "then": {"const": "present"},
        "else": whole,
    }
    if parameter.kind is Kind.SET:
        whole["type"] = ["object", "array", "string"]
        schema["else"] = {"if": {"type": "array"}, "then": _list(_LINE, 1), "else": whole}
    return schema


def _rules() -> Schema:
    kept = {"same_as_baseline": _one_of(SAME_AS_BASELINE, 1)}
    return _object({**{name: rule_schema(parameter) for name, parameter in PARAMETERS.items()}, **kept})


def _series() -> Schema:
    contrast = _object(
        {"phase": {"enum": list(CONTRAST_PHASES)}, "delay_s": _range(_number(0, 3600)), "severity": _SEVERITY},
        ("phase",),
    )
    match = _object({
        "description": _list(_LINE, 1),
        "not_description": _list(_LINE, 1),
        "orientation": {"enum": ["axial", "coronal", "sagittal", "oblique"]},
    })  # fmt: skip
    return _object(
        {
            "id": _ID,
            "required": {"type": "boolean"},
            "coverage": _one_of(tuple(REGIONS), 1),
            "contrast": contrast,
            "match": match,
            "rules": _rules(),
        },
        ("id",),
    )


def _acquisition() -> Schema:
    ends: Schema = {"min": {"type": "number"}, "max": {"type": "number"}, "severity": _SEVERITY}
    prepared = {name: {**_object(ends), "description": f"in {unit}"} for name, unit in words.PREPARATION.items()}
    requirement = _object(
        {
            "name": _LINE,
            "modality": {"enum": list(MODALITIES)},
            "subject": _object(prepared),
            "coverage": _one_of(tuple(REGIONS), 1),
            "rules": _rules(),
            "series": _list(_series(), 1, 50),
        },
        ("modality",),
    )
    return {
        "type": "object", "propertyNames": _ID, "additionalProperties": requirement, "minProperties": 1,
        "maxProperties": 50,
    }  # fmt: skip


def _visits() -> Schema:
    window = {
        "type": "array", "items": _DAY, "minItems": 2, "maxItems": 2,
        "description": "[first, last]: days before and after `day`, both included",
    }  # fmt: skip
    visit = _object(
        {
            "id": _ID,
            "name": _LINE,
            "day": _DAY,
            "window": window,
            "baseline": {"type": "boolean"},
            "unscheduled": {"type": "boolean"},
            "required": _list(_ID),
        },
        ("id", "name", "required"),
    )
    return _list(visit, 1)


def _sites() -> Schema:
    qualification = _object(
        {
            "per": {"enum": ["scanner", "site"]},
            "requires": _one_of(words.QUALIFICATION_STEPS, 1),
            "valid_months": _whole(1, 120),
            "reopen_on": _one_of(words.REOPENERS),
        },
        ("per", "requires"),
    )
    training = _object(
        {"module": _LINE, "roles": _one_of(words.ROLES, 1), "pass_score": _whole(0, 100)}, ("module", "roles")
    )
    return _object({"qualification": qualification, "training": training}, ("qualification",))


def _deidentification() -> Schema:
    private: Schema = {
        "type": "array",
        "prefixItems": [_whole(0, 0xFFFF), _LINE, _whole(0, 0xFF), {"enum": list(words.DEID_PRIVATE_VRS)}],
        "items": False,
        "minItems": 3,
        "description": "[group, creator, last byte of the element, and its VR when it is not text]",
    }
    choices = {
        name: {"enum": list(allowed), "description": words.DEID_MEANING[name]}
        for name, allowed in words.DEID_CHOICES.items()
    }
    survive = _text(r"([A-Z][A-Za-z0-9]{1,63}|[a-z][a-z0-9_]{1,30})", "a keyword of DICOM, or the name of a set")
    return _object(
        {
            "basis": {"enum": ["ps3.15-2026d"]},
            "options": _one_of(words.DEID_OPTIONS),
            "dates": {"enum": ["keep", "shift", "remove"]},
            "faces": _object({"remove_when": {"enum": ["never", "head_in_field", "always"]}}, ("remove_when",)),
            "must_survive": _list(survive),
            "allow": _list(_ID),
            "safe_private": _list(private),
            **choices,
        },
        ("basis", "options", "dates"),
    )


def _qc() -> Schema:
    return _object({
        "before_reading": _one_of(("automatic", "analyst")),
        "second_check": _object({"sample": _number(0, 1)}, ("sample",)),
        "query_due_days": _whole(1, 365),
        "remind_days": _list(_whole(1, 365)),
    })  # fmt: skip


def _reading() -> Schema:
    qualification = _object({
        "specialty": _LINE,
        "training": _LINE,
        "test_cases": _whole(0, 1000),
        "agreement_min": _number(0, 1),
        "valid_months": _whole(1, 120),
    })  # fmt: skip
    order = _object(
        {
            "randomise": {"enum": ["subject", "batch", "none"]},
            "seed": {"enum": ["sealed", "stated"]},
            "batch_size": _whole(1, 1000),
        },
        ("randomise",),
    )
    return _object(
        {
            "criterion": _LINE,
            "parameters": {
                "type": "object", "propertyNames": _ID, "maxProperties": 50,
                "additionalProperties": {"type": ["number", "boolean", "string"], "maxLength": 200},
            },
            "readers": _whole(1, 10),
            "order": order,
            "due_days": {**_whole(1, 365), "description": "days from ready to be read until signed"},
            "display_check_days": {
                **_whole(1, 365), "description": "for how many days a reader's check of the display counts",
            },
            "time_points": {"enum": ["sequential_locked", "all_at_once", "with_global"]},
            "blinded_to": _one_of(words.BLINDED_TO),
            "adjudicate": _object(
                {"when": _list(_LINE, 1, 20), "by": {"enum": list(words.ADJUDICATE_BY)}}, ("when", "by")
            ),
            "repeats": _object({"fraction": _number(0, 0.5), "washout_days": _whole(0, 365)}, ("fraction",)),
            "reader_qualification": qualification,
            "layout": _object({
                "columns": _one_of(("nadir", "prior", "current", "baseline"), 1),
                "link": {"enum": ["scroll", "none"]},
            }),
        },
        ("criterion", "readers", "time_points", "blinded_to"),
    )  # fmt: skip


def _endpoints() -> Schema:
    rules = {"enum": sorted(RULE_SETS), "description": "by which events and censoring are told"}
    endpoint = _object(
        {"name": _LINE, "rules": rules, "missed_visits": _whole(1, 10), "confirmed": {"type": "boolean"}}, ("name",)
    )
    return _object({"primary": endpoint, "secondary": _list(endpoint)}, ("primary",))


def _delivery() -> Schema:
    cdisc = _object({
        "sdtm": {"enum": ["3.3", "3.4"]},
        "domains": _one_of(("TU", "TR", "RS", "PR"), 1),
        "format": _one_of(("dataset-json", "xpt"), 1),
    })  # fmt: skip
    transfers = _object({
        "every": {"enum": ["week", "month", "quarter", "request"]},
        "kind": {"enum": ["cumulative", "incremental"]},
        "keys": _list(_LINE, 1),
    })  # fmt: skip
    return _object({"cdisc": cdisc, "transfers": transfers})


def _governance() -> Schema:
    location = _object(
        {"role": _LINE, "country": _COUNTRY,
         "transfer": _LINE},
        ("role", "country"),
    )  # fmt: skip
    return _object(
        {
            "lawful_basis": _object({"article_6": _LINE, "article_9": _LINE}),
            "consent_scopes": _one_of(words.SCOPES, 1),
            "ethics": {"enum": ["required_per_site", "central", "not_required"]},
            "locations": _list(location),
            "retention_years": _whole(1, 100),
        },
        ("consent_scopes", "ethics", "retention_years"),
    )


def _trial() -> Schema:
    return _object(
        {
            "protocol": _PROTOCOL,
            "title": _LINE,
            "phase": {"enum": ["I", "I/II", "II", "II/III", "III", "IV", "not applicable"]},
            "indication": _LINE,
            "design": _LINE,
            "sponsor": _LINE,
            "arms": {"type": "object", "propertyNames": _ID, "additionalProperties": _LINE, "maxProperties": 50},
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
        **_object(parts, required, dependentRequired={"amends": ["reason"]}),
    }
