from django.urls import path

from centralis.apps.outcomes import analysis_views, lock_views, views

_ROOM = "t/<uuid:trial>/outcomes/"

urlpatterns = [
    path(_ROOM, views.outcomes, name="outcomes"),
    path(f"{_ROOM}endpoints/", analysis_views.endpoints, name="outcomes_endpoints"),
    path(f"{_ROOM}agreement/", analysis_views.agreement, name="outcomes_agreement"),
    path(f"{_ROOM}readers/", analysis_views.readers, name="outcomes_readers"),
    path(f"{_ROOM}subjects/<uuid:subject>/", views.subject, name="outcomes_subject"),
    path(f"{_ROOM}reads/<uuid:read>/", views.read, name="outcomes_read"),
    path(f"{_ROOM}export/<slug:table>.csv", views.export, name="outcomes_csv"),
    path(f"{_ROOM}lock/", lock_views.data_lock, name="outcomes_lock"),
    path(f"{_ROOM}lock/sign/", lock_views.sign_lock, name="outcomes_lock_sign"),
    path(f"{_ROOM}lock/<uuid:lock>/", lock_views.kept_lock, name="outcomes_kept_lock"),
    path(f"{_ROOM}lock/<uuid:lock>/open/", lock_views.open_lock, name="outcomes_unlock"),
]
