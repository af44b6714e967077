"""Addresses of intake: pages under `t/<trial>/`, the DICOMweb service under `dicomweb/<trial>/`."""

from django.urls import include, path

from centralis.apps.intake import (
    account_views,
    face_views,
    quarantine_views,
    receipt_views,
    upload_views,
    version_views,
)
from centralis.apps.intake.dicomweb import views as dicomweb

_UPLOAD = "t/<uuid:trial>/uploads/<uuid:transmittal>"
_TOGETHER = "t/<uuid:trial>/quarantine/together/<uuid:receipt>/<slug:code>"
_VERSION = "t/<uuid:trial>/versions/<uuid:version>"

urlpatterns = [
    path("dicomweb/<uuid:trial>/", include("centralis.apps.intake.dicomweb.urls")),
    path("t/<uuid:trial>/uploads/", upload_views.uploads, name="intake_uploads"),
    path("t/<uuid:trial>/uploads/visits/<uuid:visit>/", upload_views.announce, name="intake_announce"),
    path(f"{_UPLOAD}/", upload_views.upload, name="intake_upload"),
    path(f"{_UPLOAD}/files", upload_views.upload_file, name="intake_upload_file"),
    path(f"{_UPLOAD}/known", upload_views.upload_known, name="intake_upload_known"),
    path(f"{_UPLOAD}/finish", upload_views.upload_finish, name="intake_upload_finish"),
    path(f"{_UPLOAD}/abandon", upload_views.upload_abandon, name="intake_upload_abandon"),
    path("t/<uuid:trial>/transfers/", receipt_views.transfers, name="intake_transfers"),
    path("t/<uuid:trial>/receipts/<uuid:receipt>/", receipt_views.receipt, name="intake_receipt"),
    path("t/<uuid:trial>/receipts/<uuid:receipt>/files.csv", receipt_views.receipt_csv, name="intake_receipt_csv"),
    path("t/<uuid:trial>/quarantine/", quarantine_views.quarantine, name="intake_quarantine"),
    path("t/<uuid:trial>/quarantine/<uuid:file>/", quarantine_views.quarantined_file, name="intake_quarantined_file"),
    path("t/<uuid:trial>/quarantine/<uuid:file>/dismiss", quarantine_views.dismiss, name="intake_dismiss"),
    path("t/<uuid:trial>/quarantine/<uuid:file>/release", quarantine_views.release, name="intake_release"),
    path(f"{_VERSION}/deidentification/", account_views.exam_cleaning, name="intake_exam_cleaning"),
    path(f"{_VERSION}/deidentification.json", account_views.exam_cleaning_json, name="intake_exam_cleaning_json"),
    path("t/<uuid:trial>/deidentification/", account_views.residual, name="intake_residual"),
    path("t/<uuid:trial>/deidentification/report.md", account_views.residual_export, name="intake_residual_export"),
    path(f"{_VERSION}/faces/", face_views.faces, name="intake_faces"),
    path(f"{_VERSION}/faces/<int:place>/<slug:which>.png", face_views.picture, name="intake_faces_picture"),
    path(f"{_VERSION}/faces/confirm", face_views.confirm, name="intake_faces_confirm"),
    path(f"{_VERSION}/faces/dismiss", face_views.reject, name="intake_faces_dismiss"),
    path(f"{_TOGETHER}/", quarantine_views.quarantined_together, name="intake_quarantined_together"),
    path(f"{_TOGETHER}/dismiss", quarantine_views.dismiss_all, name="intake_all_dismiss"),
    path(f"{_TOGETHER}/release", quarantine_views.release_all, name="intake_all_release"),
    path("t/<uuid:trial>/versions/<uuid:version>/release", version_views.release_hold, name="intake_release_hold"),
    path("t/<uuid:trial>/versions/<uuid:version>/resend", version_views.request_resend, name="intake_request_resend"),
    path(
        "t/<uuid:trial>/versions/<uuid:version>/thumbnails/<int:instance>.png",
        dicomweb.thumbnail,
        name="intake_thumbnail",
    ),
]
