"""Where inspection is: a subject's timeline, the trial's trail, one entry, verification."""

from django.urls import path

from centralis.apps.web import inspection

urlpatterns = [
    path("t/<uuid:trial>/subjects/<str:subject>/timeline/", inspection.timeline, name="ledger_timeline"),
    path("t/<uuid:trial>/subjects/<str:subject>/timeline.json", inspection.timeline_json, name="ledger_timeline_json"),
    path("t/<uuid:trial>/subjects/<str:subject>/timeline.pdf", inspection.timeline_pdf, name="ledger_timeline_pdf"),
    path("t/<uuid:trial>/audit/", inspection.search, name="ledger_search"),
    path("t/<uuid:trial>/audit/trail.csv", inspection.search_csv, name="ledger_search_csv"),
    path("t/<uuid:trial>/audit/ledger.jsonl", inspection.chain_export, name="ledger_export"),
    path("t/<uuid:trial>/audit/<int:seq>/", inspection.entry, name="ledger_entry"),
    path("t/<uuid:trial>/verification/", inspection.verification, name="ledger_verification"),
    path("t/<uuid:trial>/verification/now/", inspection.verify_now, name="ledger_verify"),
]
