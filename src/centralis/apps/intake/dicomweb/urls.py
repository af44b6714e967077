"""Addresses of the DICOMweb service of a trial (PS3.18 Table 10.1-1): `/dicomweb/<trial>/…`."""

from django.urls import path, register_converter

from centralis.apps.intake.dicomweb import views


class Uid:
    """A DICOM unique identifier as a part of an address."""

    regex = "[0-9.]{1,64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Numbers:
    """One or several frame numbers."""

    regex = "[0-9,]{1,4096}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Uid, "uid")
register_converter(Numbers, "numbers")

_STUDY = "studies/<uid:study>"
_SERIES = f"{_STUDY}/series/<uid:series>"
_INSTANCE = f"{_SERIES}/instances/<uid:sop>"

urlpatterns = [
    path("studies", views.studies, {"level": "studies"}, name="dicomweb_studies"),
    path(_STUDY, views.study, name="dicomweb_study"),
    path("series", views.search, {"level": "series"}, name="dicomweb_all_series"),
    path("instances", views.search, {"level": "instances"}, name="dicomweb_all_instances"),
    path(f"{_STUDY}/series", views.search, {"level": "series"}, name="dicomweb_study_series"),
    path(f"{_STUDY}/instances", views.search, {"level": "instances"}, name="dicomweb_study_instances"),
    path(f"{_SERIES}/instances", views.search, {"level": "instances"}, name="dicomweb_series_instances"),
    path(f"{_STUDY}/metadata", views.metadata, name="dicomweb_study_metadata"),
    path(_SERIES, views.retrieve, name="dicomweb_series"),
    path(f"{_SERIES}/metadata", views.metadata, name="dicomweb_series_metadata"),
    path(f"{_SERIES}/thumbnail", views.rendered, name="dicomweb_series_thumbnail"),
    path(_INSTANCE, views.retrieve, name="dicomweb_instance"),
    path(f"{_INSTANCE}/metadata", views.metadata, name="dicomweb_instance_metadata"),
    path(f"{_INSTANCE}/rendered", views.rendered, name="dicomweb_instance_rendered"),
    path(f"{_INSTANCE}/thumbnail", views.rendered, name="dicomweb_instance_thumbnail"),
    path(f"{_INSTANCE}/frames/<numbers:numbers>", views.frames, name="dicomweb_frames"),
    path(f"{_INSTANCE}/frames/<int:number>/rendered", views.rendered, name="dicomweb_frame_rendered"),
]
