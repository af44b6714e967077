"""The JSON Schema (draft 2020-12) of a RECIST 1.1 case, built from the same classes that are read."""

from dataclasses import fields
from decimal import Decimal
from enum import StrEnum
from typing import Any

from centralis.core.criteria.recist_1_1.model import (
    BaselinePet,
    Certainty,
    NonTargetState,
    Parameters,
    TargetState,
)

LENGTH: dict[str, Any] = {"type": "number", "minimum": 0, "description": "mm"}
NAME: dict[str, Any] = {"type": "string", "minLength": 1}


def derive_case_schema() -> dict[str, Any]:
    """The schema of what `read_case` accepts; rules across fields are stated in descriptions and checked on reading."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "RECIST 1.1 case",
        "description": "One subject as one reader saw it. The first time point is the baseline; days increase.",
        **_object(
            {
                "criterion": {"const": "recist-1.1"},
                "parameters": _parameters(),
                "time_points": {"type": "array", "minItems": 1, "items": _time_point()},
            },
            ["time_points"],
        ),
    }


def _object(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _codes(codes: type[StrEnum], description: str) -> dict[str, Any]:
    return {"enum": [code.value for code in codes], "description": description}


def _parameters() -> dict[str, Any]:
    properties: dict[str, Any] = {}
    for one in fields(Parameters):
        if isinstance(one.default, bool):
            properties[one.name] = {"type": "boolean", "default": one.default}
        elif isinstance(one.default, Decimal):
            properties[one.name] = {"type": "number", "minimum": 0, "default": float(one.default)}
        else:
            properties[one.name] = {"type": "integer", "default": one.default}
            if one.name != "reference_day":
                properties[one.name]["minimum"] = 0
    properties["confirm"]["description"] = "Left out, it is true when confirmation_days is given and above 0."
    properties["sd_min_days"]["description"] = "Days from the reference day that stable disease must last."
    return {**_object(properties, []), "default": {}}


def _time_point() -> dict[str, Any]:
    return _object(
        {
            "day": {"type": "integer", "description": "Day of the trial; the reference day is 0 unless set otherwise."},
            "targets": {"type": "array", "items": _target()},
            "non_targets": {"type": "array", "items": _non_target()},
            "new_lesions": {"type": "array", "items": _new_lesion()},
            "markers_normal": {"type": ["boolean", "null"], "description": "Null: tumour markers play no part."},
            "fdg_pet": _codes(BaselinePet, "Whether FDG-PET was done at baseline."),
        },
        ["day"],
    )


def _target() -> dict[str, Any]:
    properties = {
        "id": NAME,
        "organ": {"type": "string"},
        "node": {"type": "boolean", "description": "A lymph node; its diameter is the short axis."},
        "state": _codes(TargetState, "A measured target needs diameter_mm, parts_mm or merged_into."),
        "diameter_mm": {**LENGTH, "type": ["number", "null"]},
        "parts_mm": {"type": "array", "items": LENGTH, "description": "Diameters of the parts of a split lesion."},
        "merged_into": {"type": "string", "description": "The target that carries the merged lesion's diameter."},
        "slice_thickness_mm": {**LENGTH, "type": ["number", "null"]},
        "chest_xray": {"type": "boolean"},
        "irradiated_without_progression": {"type": "boolean"},
    }
    return _object(properties, ["id"])


def _non_target() -> dict[str, Any]:
    properties = {
        "id": NAME,
        "state": _codes(NonTargetState, "A node counts as absent below 10 mm short axis."),
        "organ": {"type": "string"},
        "node": {"type": "boolean"},
    }
    return _object(properties, ["id", "state"])


def _new_lesion() -> dict[str, Any]:
    properties = {
        "id": NAME,
        "certainty": _codes(Certainty, "Equivocal lesions are followed; confirmed later, progression dates back."),
        "organ": {"type": "string"},
        "fdg_pet_only": {"type": "boolean", "description": "Seen on FDG-PET and not on CT or MRI."},
    }
    return _object(properties, ["id", "certainty"])
