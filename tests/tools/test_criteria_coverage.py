"""The report that `make test` prints: every criterion with its rules and rows, and a failure when one is untried."""

import runpy
from pathlib import Path

import pytest

from centralis.core.catalogue import CRITERIA

TOOL = Path(__file__).parents[2] / "tools" / "criteria_coverage.py"


def test_every_criterion_stands_in_the_report_with_every_rule_reached(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(TOOL), run_name="__main__")
    assert ended.value.code == 0
    lines = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()}
    assert set(lines) == set(CRITERIA)
    rules = len(CRITERIA["irecist"].rules)
    assert f"{rules} of {rules} rules" in lines["irecist"]
