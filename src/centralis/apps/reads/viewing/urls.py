"""Where the viewer's images and marks are had: below a time point's own address, under the case's token."""

from django.urls import path

from centralis.apps.reads.designs import anew_views
from centralis.apps.reads.viewing import adjudication as viewing_adjudication
from centralis.apps.reads.viewing import prefetching_views
from centralis.apps.reads.viewing import shown as viewing_shown
from centralis.apps.reads.viewing import views as viewing_views

_COMPARED = "adjudication/<str:token>/<int:number>"
_HERE = "reading/<str:token>/<int:number>"

urlpatterns = [
    path(f"{_HERE}/images/", viewing_views.images, name="reads_view_images"),
    path(f"{_HERE}/images/<str:instance>/frames/<int:frame>", viewing_views.frame, name="reads_view_frame"),
    path(f"{_HERE}/marks/", viewing_views.marks, name="reads_view_marks"),
    path(f"{_HERE}/compared/", anew_views.compared, name="reads_view_compared"),
    path(f"{_HERE}/marks/remove/", viewing_views.unmark, name="reads_view_unmark"),
    path(f"{_HERE}/keys/", viewing_shown.keys, name="reads_view_keys"),
    path(f"{_HERE}/view/", viewing_shown.view, name="reads_view_state"),
    path("reading/<str:token>/ahead/", prefetching_views.ahead, name="reads_ahead"),
    path(f"{_COMPARED}/images/", viewing_adjudication.images, name="reads_adjudication_images"),
    path(
        f"{_COMPARED}/images/<str:instance>/frames/<int:frame>",
        viewing_adjudication.frame,
        name="reads_adjudication_frame",
    ),
    path("adjudication/<str:token>/view/", viewing_adjudication.view, name="reads_adjudication_view"),
    path(f"{_COMPARED}/marks/", viewing_adjudication.marks, name="reads_adjudication_marks"),
    path(f"{_COMPARED}/keys/", viewing_adjudication.keys, name="reads_adjudication_keys"),
]
