"""Addresses of QC, under `t/<trial>/`."""

from django.urls import path

from centralis.apps.qc.views import console, exams

_EXAM = "t/<uuid:trial>/exams/<uuid:version>/"

urlpatterns = [
    path(_EXAM, exams.exam, name="qc_exam"),
    path(f"{_EXAM}decide/", exams.decide, name="qc_decide"),
    path(f"{_EXAM}ask/", exams.ask, name="qc_ask"),
    path("t/<uuid:trial>/queries/", console.queries_page, name="qc_queries"),
    path("t/<uuid:trial>/queries/queries.csv", console.queries_csv, name="qc_queries_csv"),
    path("t/<uuid:trial>/queries/<uuid:query>/", console.query, name="qc_query"),
    path("t/<uuid:trial>/deviations/", console.deviations, name="qc_deviations"),
    path("t/<uuid:trial>/deviations/deviations.csv", console.deviations_csv, name="qc_deviations_csv"),
    path("t/<uuid:trial>/checks/", console.checks, name="qc_catalogue"),
]
