"""Addresses of intake: pages under `t/<trial>/`, the DICOMweb service under `dicomweb/<trial>/`."""

from django.urls import include, path

from centralis.apps.intake import views
from centralis.apps.intake.dicomweb import views as dicomweb

_UPLOAD = "t/<uuid:trial>/uploads/<uuid:transmittal>"

urlpatterns = [
    path("dicomweb/<uuid:trial>/", include("centralis.apps.intake.dicomweb.urls")),
    path("t/<uuid:trial>/uploads/", views.uploads, name="intake_uploads"),
    path("t/<uuid:trial>/uploads/visits/<uuid:visit>/", views.announce, name="intake_announce"),
    path(f"{_UPLOAD}/", views.upload, name="intake_upload"),
    path(f"{_UPLOAD}/files", views.upload_file, name="intake_upload_file"),
    path(f"{_UPLOAD}/known", views.upload_known, name="intake_upload_known"),
    path(f"{_UPLOAD}/finish", views.upload_finish, name="intake_upload_finish"),
    path(f"{_UPLOAD}/abandon", views.upload_abandon, name="intake_upload_abandon"),
    path("t/<uuid:trial>/transfers/", views.transfers, name="intake_transfers"),
    path("t/<uuid:trial>/receipts/<uuid:receipt>/", views.receipt, name="intake_receipt"),
    path("t/<uuid:trial>/receipts/<uuid:receipt>/files.csv", views.receipt_csv, name="intake_receipt_csv"),
    path("t/<uuid:trial>/quarantine/", views.quarantine, name="intake_quarantine"),
    path("t/<uuid:trial>/quarantine/<uuid:file>/", views.quarantined_file, name="intake_quarantined_file"),
    path("t/<uuid:trial>/quarantine/<uuid:file>/dismiss", views.dismiss, name="intake_dismiss"),
    path("t/<uuid:trial>/quarantine/<uuid:file>/release", views.release, name="intake_release"),
    path("t/<uuid:trial>/versions/<uuid:version>/release", views.release_hold, name="intake_release_hold"),
    path("t/<uuid:trial>/versions/<uuid:version>/resend", views.request_resend, name="intake_request_resend"),
    path(
        "t/<uuid:trial>/versions/<uuid:version>/thumbnails/<int:instance>.png",
        dicomweb.thumbnail,
        name="intake_thumbnail",
    ),
]
