"""Where the viewer's images and marks are had: below a time point's own address, under its token."""

from django.urls import path

from centralis.apps.reads import viewing_views

_HERE = "reading/<str:token>/<int:number>"

urlpatterns = [
    path(f"{_HERE}/images/", viewing_views.images, name="reads_view_images"),
    path(f"{_HERE}/images/<str:instance>/frames/<int:frame>", viewing_views.frame, name="reads_view_frame"),
    path(f"{_HERE}/marks/", viewing_views.marks, name="reads_view_marks"),
    path(f"{_HERE}/marks/remove/", viewing_views.unmark, name="reads_view_unmark"),
]
