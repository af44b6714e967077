"""Measurement groups of a read's report: TID 1501 for each lesion or row, with its axes on the image (TID 300).

An axis is a line of two points: SCOORD3D in the frame of reference of its series or, where a series has none, SCOORD
on the image, whose pixel centres lie half a pixel from its edge (PS3.3 C.18.6.1.2).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from highdicom.sr import (
    AlgorithmIdentification,
    CodedConcept,
    CoordinatesForMeasurement,
    CoordinatesForMeasurement3D,
    FindingSite,
    Measurement,
    MeasurementsAndQualitativeEvaluations,
    QualitativeEvaluation,
    RelationshipTypeValues,
    SourceImageForMeasurementGroup,
    SourceImageForRegion,
    TextContentItem,
    TimePointContext,
    TrackingIdentifier,
)

Json = Mapping[str, Any]
HALF_PIXEL = 0.5
#: Measurement Method, which modifies its group (TID 1501); the library writes it as contained.
_METHOD = "370129005"


def concept(code: Sequence[str]) -> CodedConcept:
    """A planned code as a coded concept."""
    value, scheme, meaning = code
    return CodedConcept(value=value, scheme_designator=scheme, meaning=meaning)


def make_group(group: Json, time_point: Json, session: str, algorithm: tuple[str, str]) -> Any:
    """One planned group as TID 1501; `algorithm`: name and version of what made the lengths and answers."""
    made = MeasurementsAndQualitativeEvaluations(
        tracking_identifier=TrackingIdentifier(uid=group["uid"], identifier=group["identifier"]),
        time_point_context=TimePointContext(
            time_point=time_point["name"],
            time_point_type=concept(time_point["type"]),
            time_point_order=time_point["order"],
            protocol_time_point_identifier=time_point["visit"],
        ),
        finding_type=concept(group["finding"]),
        method=concept(group["method"]) if group.get("method") else None,
        finding_sites=[FindingSite(concept(group["site"]))] if group["site"] else None,
        session=session,
        measurements=[_measurement(one, algorithm) for one in group["numbers"]] or None,
        qualitative_evaluations=[
            QualitativeEvaluation(concept(name), concept(value)) for name, value in group["answers"]
        ]
        or None,
        source_images=list(_sources(group["image"])) or None,
    )
    for item in made[0].ContentSequence:
        if item.ConceptNameCodeSequence[0].get("CodeValue") == _METHOD:
            item.RelationshipType = RelationshipTypeValues.HAS_CONCEPT_MOD.value
    for name, text in group["texts"]:
        item = TextContentItem(concept(name), text, RelationshipTypeValues.CONTAINS)
        made[0].ContentSequence.append(item)
    return made


def _sources(image: Json | None) -> Iterator[SourceImageForMeasurementGroup]:
    if image is not None:
        yield SourceImageForMeasurementGroup(image["sop_class_uid"], image["sop_uid"], _frames(image))


def _frames(image: Json) -> list[int] | None:
    return None if image["frame"] is None else [image["frame"]]


def _measurement(number: Json, algorithm: tuple[str, str]) -> Measurement:
    name, version = algorithm
    return Measurement(
        name=concept(number["name"]),
        value=number["value"],
        unit=concept(number["unit"]),
        algorithm_id=AlgorithmIdentification(name, version) if number["is_made"] else None,
        referenced_coordinates=[_coordinates(number)] if "points" in number else None,
    )


def _coordinates(number: Json) -> CoordinatesForMeasurement | CoordinatesForMeasurement3D:
    place = number["place"]
    if place["frame_of_reference"]:
        points = np.asarray(number["points"], dtype=np.float64)
        return CoordinatesForMeasurement3D("POLYLINE", points, place["frame_of_reference"])
    source = SourceImageForRegion(place["sop_class_uid"], place["sop_uid"], _frames(place))
    return CoordinatesForMeasurement("POLYLINE", np.asarray(number["pixels"]) + HALF_PIXEL, source)
