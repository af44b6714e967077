"""Where reading is. A blinded person's addresses hold an opaque token and a place in the case, nothing else."""

from django.urls import path

from centralis.apps.reads import adjudicator_views, draft_views, reader_views
from centralis.apps.reads.designs import agreeing_views, global_views, on_request_views
from centralis.apps.reads.guarding import asking_views, scanning_views, viewing_as
from centralis.apps.reads.reports import case_replay_views, replay_urls
from centralis.apps.reads.running import display_views, feedback_views, manage_views, training_views
from centralis.apps.reads.running import urls as running_urls
from centralis.apps.reads.viewing import urls as viewing_urls

urlpatterns = [
    *agreeing_views.urlpatterns,
    *global_views.urlpatterns,
    *on_request_views.urlpatterns,
    *viewing_urls.urlpatterns,
    *running_urls.urlpatterns,
    *replay_urls.urlpatterns,
    *case_replay_views.urlpatterns,
    path("reading/display/", display_views.display, name="reads_display"),
    *scanning_views.urlpatterns,
    *training_views.urlpatterns,
    *feedback_views.urlpatterns,
    *asking_views.urlpatterns,
    *viewing_as.urlpatterns,
    path("reading/", reader_views.worklist, name="reads_worklist"),
    path("reading/<str:token>/", reader_views.case, name="reads_case"),
    path("reading/<str:token>/<int:number>/", reader_views.time_point, name="reads_time_point"),
    path("reading/<str:token>/<int:number>/open/", reader_views.open_time_point, name="reads_open"),
    path("reading/<str:token>/<int:number>/draft/", draft_views.draft, name="reads_draft"),
    path("reading/<str:token>/<int:number>/check/", reader_views.check, name="reads_check"),
    path("reading/<str:token>/<int:number>/sign/", reader_views.sign, name="reads_sign"),
    path("adjudication/", adjudicator_views.worklist, name="reads_adjudications"),
    path("adjudication/<str:token>/", adjudicator_views.adjudication, name="reads_adjudication"),
    path("t/<uuid:trial>/reads/", manage_views.manage, name="reads_manage"),
    path("t/<uuid:trial>/reads/seed/", manage_views.seal, name="reads_seal"),
    path("t/<uuid:trial>/reads/cases/", manage_views.assign, name="reads_assign"),
    path("t/<uuid:trial>/reads/<uuid:read>/reopen/", manage_views.reopen, name="reads_reopen"),
]
