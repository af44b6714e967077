"""The shell's routes and, under each trial, the rooms' own."""

from django.urls import URLPattern, URLResolver, include, path

from centralis.apps.web import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="web_home"),
    path("portfolio/", views.portfolio, name="web_portfolio"),
    path("worklist/", views.core_lab, name="web_worklist"),
    path("worklist/worklist.csv", views.core_lab_csv, name="web_worklist_csv"),
    path("tasks/", views.tasks, name="web_tasks"),
    path("t/<uuid:trial>/", views.grid, name="web_grid"),
    path("t/<uuid:trial>/cards/<uuid:visit>/", views.grid_card, name="web_grid_card"),
    path("keepalive", views.keepalive, name="web_keepalive"),
    path("healthz", views.health, name="web_health"),
    path("robots.txt", views.robots, name="web_robots"),
    path("", include("centralis.apps.people.urls")),
    path("", include("centralis.apps.web.inspection_urls")),
    path("", include("centralis.apps.intake.urls")),
    path("", include("centralis.apps.qc.urls")),
    path("", include("centralis.apps.trials.urls")),
    path("", include("centralis.apps.sites.urls")),
    path("", include("centralis.apps.outcomes.urls")),
    path("", include("centralis.apps.reads.urls")),
]
