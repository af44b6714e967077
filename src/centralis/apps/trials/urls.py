from django.urls import path

from centralis.apps.trials import views

urlpatterns = [
    path("trials/new/", views.new_trial, name="trials_new"),
    path("t/<uuid:trial>/definition/", views.definition, name="trials_definition"),
    path("t/<uuid:trial>/definition/draft/", views.draft, name="trials_definition_draft"),
    path("t/<uuid:trial>/definition/<uuid:definition>/", views.definition, name="trials_definition_version"),
    path("t/<uuid:trial>/definition/<uuid:definition>/submit/", views.submit, name="trials_definition_submit"),
    path("t/<uuid:trial>/definition/<uuid:definition>/sign/", views.approve, name="trials_definition_sign"),
    path("t/<uuid:trial>/definition/<uuid:definition>/return/", views.give_back, name="trials_definition_return"),
    path("t/<uuid:trial>/definition/<uuid:definition>/activate/", views.activate, name="trials_definition_activate"),
]
