"""Every URL of the house. Each route declares its permission beside its view; `third_party` declares the rest."""

from django.urls import include, path

urlpatterns = [
    path("account/", include("centralis.config.account_urls")),
    path("", include("centralis.apps.web.urls")),
]

handler404 = "centralis.apps.web.views.not_found"
