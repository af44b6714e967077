"""The register of criteria."""

import jsonschema
import pytest

from centralis.core.criteria.registry import CRITERIA, find_criterion


def test_every_criterion_has_a_valid_schema_and_a_citation():
    for name, one in CRITERIA.items():
        jsonschema.Draft202012Validator.check_schema(one.derive_schema())
        assert one.to_json()["name"] == name
        assert one.citation
        assert one.derive_form()["criterion"] == name


def test_unknown_name_lists_the_known_ones():
    with pytest.raises(ValueError, match=r"recist-1\.1"):
        find_criterion("recist")
