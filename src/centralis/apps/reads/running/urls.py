"""Where reading is run: under the page of read management."""

from django.urls import path

from centralis.apps.reads.running import views as running_views

_ROOM = "t/<uuid:trial>/reads/"

urlpatterns = [
    path(f"{_ROOM}readers/<uuid:person>/qualification/", running_views.qualify, name="reads_qualify"),
    path(f"{_ROOM}readers/<uuid:person>/certificate.pdf", running_views.certify, name="reads_certificate"),
    path(f"{_ROOM}hold/", running_views.hold, name="reads_hold"),
    path(f"{_ROOM}holds/<uuid:hold>/lift/", running_views.lift, name="reads_lift"),
    path(f"{_ROOM}adjudications/<uuid:adjudication>/release/", running_views.release, name="reads_release"),
    path(f"{_ROOM}whole-cases/<uuid:statement>/reopen/", running_views.reopen_global, name="reads_reopen_global"),
    path(f"{_ROOM}tasks/<uuid:task>/hand-over/", running_views.hand_over, name="reads_hand_over"),
    path(f"{_ROOM}randomisation.csv", running_views.randomisation, {"form": "csv"}, name="reads_randomisation_csv"),
    path(f"{_ROOM}randomisation.json", running_views.randomisation, {"form": "json"}, name="reads_randomisation_json"),
]
