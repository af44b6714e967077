"""Where signed reads are replayed and their reports had: below the trial, for those who may know."""

from django.urls import path

from centralis.apps.reads.reports import replay_views

_HERE = "t/<uuid:trial>/reads/<uuid:read>"

urlpatterns = [
    path(f"{_HERE}/replay/", replay_views.replay, name="reads_replay"),
    path(f"{_HERE}/replay/<int:number>/images/", replay_views.images, name="reads_replay_images"),
    path(
        f"{_HERE}/replay/<int:number>/images/<str:instance>/frames/<int:frame>",
        replay_views.frame,
        name="reads_replay_frame",
    ),
    path(f"{_HERE}/replay/<int:number>/marks/", replay_views.marks, name="reads_replay_marks"),
    path(f"{_HERE}/replay/<int:number>/keys/", replay_views.keys, name="reads_replay_keys"),
    path(f"{_HERE}/reports/<uuid:report>.dcm", replay_views.report, name="reads_report"),
]
