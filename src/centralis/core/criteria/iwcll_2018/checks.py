"""Edit checks of iwCLL 2018: what the baseline must tell, how many nodes, contradictions, values left out."""

from collections.abc import Iterator, Sequence

from centralis.core.criteria.findings import Finding, Severity
from centralis.core.criteria.iwcll_2018 import measured
from centralis.core.criteria.iwcll_2018.model import Marrow, Parameters, TimePoint
from centralis.core.criteria.iwcll_2018.progression import list_falls

CHECKS: dict[str, str] = {
    "C01": "A value of the baseline is missing.",
    "C02": "More nodes are measured than are summed.",
    "C03": "The perpendicular is longer than the longest diameter.",
    "C04": "A node of the baseline is not recorded.",
    "C05": "Platelets or haemoglobin fell, and the cause is not told.",
    "C06": "A value that is needed is missing.",
    "C07": "A node is below the size of an enlarged one at baseline.",
    "C08": "The marrow is free of CLL cells, yet a percentage of them is recorded.",
}


def check(history: Sequence[TimePoint], parameters: Parameters) -> Iterator[Finding]:
    """Edit checks of the last time point."""
    point, baseline = history[-1], history[0]
    yield from _check_nodes(point, parameters, len(history) == 1)
    if point.marrow in (Marrow.CLEAR, Marrow.HYPOCELLULAR) and point.marrow_cll_percent:
        text = f"The marrow is recorded as free of CLL cells, yet {point.marrow_cll_percent:f} % of them is recorded."
        yield Finding("C08", Severity.ERROR, "marrow_cll_percent", "", text)
    missing = measured.list_missing(point, baseline, parameters)
    if len(history) == 1:
        for name in missing:
            text = "This value is missing at baseline; without it no response can be told. Record it."
            yield Finding("C01", Severity.ERROR, name, "", text)
        return
    for name in missing:
        if name != "nodes":
            text = "This value is missing; without it no response but progression can be told."
            yield Finding("C06", Severity.WARNING, name, "", text)
    for name in sorted({one.id for one in baseline.nodes} - {one.id for one in point.nodes}):
        text = f"{name} is not recorded; it counts as not evaluated. Record what was found of it."
        yield Finding("C04", Severity.WARNING, "nodes", name, text)
    if point.cytopenia_cause is None and list_falls(point, baseline, parameters):
        text = "Platelets or haemoglobin fell as far as progression; tell whether CLL is the cause."
        yield Finding("C05", Severity.ERROR, "cytopenia_cause", "", text)


def _check_nodes(point: TimePoint, parameters: Parameters, is_baseline: bool) -> Iterator[Finding]:
    for index, node in enumerate(point.nodes):
        if node.long_mm is None or node.short_mm is None:
            continue
        if node.short_mm > node.long_mm:
            text = f"{node.id}: perpendicular {node.short_mm:f} mm, longest diameter {node.long_mm:f} mm."
            yield Finding("C03", Severity.ERROR, f"nodes[{index}].short_mm", node.id, text)
        if is_baseline and node.long_mm < parameters.node_from_mm:
            text = f"{node.id} is {node.long_mm:f} mm; a node is enlarged from {parameters.node_from_mm:f} mm."
            yield Finding("C07", Severity.WARNING, f"nodes[{index}].long_mm", node.id, text)
    if is_baseline and len(point.nodes) > parameters.max_nodes:
        text = f"There are {len(point.nodes)} nodes; at most {parameters.max_nodes} are summed. Keep the largest."
        yield Finding("C02", Severity.ERROR, "nodes", "", text)
