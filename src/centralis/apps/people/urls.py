from django.urls import path

from centralis.apps.people import views

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/<uuid:person>/", views.person, name="people_person"),
    path("me/", views.me, name="people_me"),
    path("me/secret/", views.own_secret, name="people_own_secret"),
    path("t/<uuid:trial>/access/", views.access, name="people_access"),
    path("t/<uuid:trial>/access/<uuid:membership>/end/", views.end_role, name="people_end_role"),
    path("t/<uuid:trial>/keys/", views.tokens, name="people_tokens"),
]
