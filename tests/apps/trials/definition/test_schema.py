"""The published schema: valid, closed, and in step with the parameters and criteria."""

import json
from typing import Any

from jsonschema import Draft202012Validator

from centralis.apps.trials.definition import definition_schema
from centralis.core.acquisition.parameters import PARAMETERS


def test_it_is_a_schema_that_json_can_hold() -> None:
    schema = definition_schema()
    Draft202012Validator.check_schema(schema)
    assert json.loads(json.dumps(schema)) == schema
    assert schema["$id"] == "urn:centralis:trial:1"


def test_every_parameter_can_be_ruled() -> None:
    requirement = definition_schema()["properties"]["acquisition"]["additionalProperties"]
    rules = requirement["properties"]["rules"]["properties"]
    assert set(rules) == {*PARAMETERS, "same_as_baseline"}
    assert rules["kvp"]["description"] == "tube voltage (0018,0060), in kV"


def test_every_object_is_closed() -> None:
    def look(part: Any, where: str) -> None:
        if isinstance(part, dict):
            if "properties" in part and part.get("type") is not None:
                assert "additionalProperties" in part, where
            for name, inner in part.items():
                look(inner, f"{where}/{name}")
        elif isinstance(part, list):
            for inner in part:
                look(inner, where)

    look(definition_schema(), "")
