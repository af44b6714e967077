"""Measurement groups of a read's report: TID 1501 for each lesion or row, with its axes on the image (TID 300).

An axis is a line of two points: SCOORD3D in the frame of reference of its series or, where a series has none, SCOORD
on the image, whose pixel centres lie half a pixel from its edge (PS3.3 C.18.6.1.2).
"""

from collections.abc import Iterator, Mapping, Sequence
from math import dist
from typing import Any

import numpy as np
from highdicom.sr import (
    AlgorithmIdentification,
    CodedConcept,
    CompositeContentItem,
    CoordinatesForMeasurement,
    CoordinatesForMeasurement3D,
    FindingSite,
    ImageRegion,
    ImageRegion3D,
    Measurement,
    MeasurementsAndQualitativeEvaluations,
    PlanarROIMeasurementsAndQualitativeEvaluations,
    QualitativeEvaluation,
    ReferencedSegment,
    RelationshipTypeValues,
    SourceImageForMeasurementGroup,
    SourceImageForRegion,
    SourceSeriesForSegmentation,
    TextContentItem,
    TimePointContext,
    TrackingIdentifier,
    VolumetricROIMeasurementsAndQualitativeEvaluations,
)
from pydicom.uid import SegmentationStorage

Json = Mapping[str, Any]
HALF_PIXEL = 0.5
#: Measurement Method, which modifies its group (TID 1501); the library writes it as contained.
_METHOD = "370129005"


def concept(code: Sequence[str]) -> CodedConcept:
    """A planned code as a coded concept."""
    value, scheme, meaning = code
    return CodedConcept(value=value, scheme_designator=scheme, meaning=meaning)


def make_group(group: Json, time_point: Json | None, session: str, algorithm: tuple[str, str]) -> Any:
    """One planned group as TID 1501, of a region TID 1410, of a volume 1411; of a whole case without a time point.

    `algorithm`: name and version of what made the numbers and answers.
    """
    template, place = _template(group)
    made = template(
        tracking_identifier=TrackingIdentifier(uid=group["uid"], identifier=group["identifier"]),
        time_point_context=None if time_point is None else _when(time_point),
        finding_type=concept(group["finding"]),
        method=concept(group["method"]) if group.get("method") else None,
        finding_sites=[FindingSite(concept(group["site"]))] if group["site"] else None,
        session=session,
        measurements=[_measurement(one, algorithm) for one in group["numbers"]] or None,
        qualitative_evaluations=[
            QualitativeEvaluation(concept(name), concept(value)) for name, value in group["answers"]
        ]
        or None,
        **place,
    )
    for item in made[0].ContentSequence:
        if item.ConceptNameCodeSequence[0].get("CodeValue") == _METHOD:
            item.RelationshipType = RelationshipTypeValues.HAS_CONCEPT_MOD.value
    for name, text in group["texts"]:
        item = TextContentItem(concept(name), text, RelationshipTypeValues.CONTAINS)
        made[0].ContentSequence.append(item)
    for name, class_uid, sop_uid in group.get("reports", ()):
        report = CompositeContentItem(concept(name), class_uid, sop_uid, RelationshipTypeValues.CONTAINS)
        made[0].ContentSequence.append(report)
    return made


def _when(time_point: Json) -> TimePointContext:
    return TimePointContext(
        time_point=time_point["name"],
        time_point_type=concept(time_point["type"]),
        time_point_order=time_point["order"],
        protocol_time_point_identifier=time_point["visit"],
    )


def _template(group: Json) -> tuple[Any, dict[str, Any]]:
    """The template of a group, and what it says of where it lies."""
    if "region" in group:
        return PlanarROIMeasurementsAndQualitativeEvaluations, {"referenced_region": _region(group["region"])}
    if "segment" in group:
        segment = group["segment"]
        series = SourceSeriesForSegmentation(segment["source_series"])
        found = ReferencedSegment(SegmentationStorage, segment["sop_uid"], 1, source_series=series)
        return VolumetricROIMeasurementsAndQualitativeEvaluations, {"referenced_segment": found}
    sources = list(_sources(group["image"])) or None
    return MeasurementsAndQualitativeEvaluations, {"source_images": sources}


def _region(region: Json) -> ImageRegion | ImageRegion3D:
    """An ellipse by the ends of its major, then its minor axis; a freehand line closed (PS3.3 C.18.6.1, C.18.9.1)."""
    place, is_ellipse = region["place"], region["kind"] == "ellipse"
    order = _major_first(region["points"]) if is_ellipse else [*range(len(region["points"])), 0]
    if place["frame_of_reference"]:
        points = np.asarray([region["points"][one] for one in order], dtype=np.float64)
        return ImageRegion3D("ELLIPSE" if is_ellipse else "POLYGON", points, place["frame_of_reference"])
    source = SourceImageForRegion(place["sop_class_uid"], place["sop_uid"], _frames(place))
    pixels = np.asarray([region["pixels"][one] for one in order]) + HALF_PIXEL
    return ImageRegion("ELLIPSE" if is_ellipse else "POLYLINE", pixels, source)


def _major_first(points: Sequence[Sequence[float]]) -> list[int]:
    return [0, 1, 2, 3] if dist(points[0], points[1]) >= dist(points[2], points[3]) else [2, 3, 0, 1]


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
        derivation=concept(number["derivation"]) if "derivation" in number else None,
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
