"""End sessions that were left alone (15 minutes) or lived too long (12 hours), and insist on one's own password."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from centralis.apps.action import house
from centralis.apps.people.adapter import SEEN_AT, SIGNED_IN_AT

Next = Callable[[HttpRequest], HttpResponse]

#: The session is written at most this often, so that reading a page costs no write.
SEEN_STEP = timedelta(seconds=30)


def session_limits(get_response: Next) -> Next:
    """Sign out an idle or old session; the limits are `SESSION_IDLE` and `SESSION_ABSOLUTE` (timedelta)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = house.now()
            began = _moment(request, SIGNED_IN_AT) or now
            seen = _moment(request, SEEN_AT) or now
            if now - seen > settings.SESSION_IDLE or now - began > settings.SESSION_ABSOLUTE:
                logout(request)
                return redirect(f"{settings.LOGIN_URL}?next={request.path}&ended=1")
            if SIGNED_IN_AT not in request.session:
                request.session[SIGNED_IN_AT] = now.isoformat()
            if SEEN_AT not in request.session or now - seen > SEEN_STEP:
                request.session[SEEN_AT] = now.isoformat()
        return get_response(request)

    return middleware


def own_secret_first(get_response: Next) -> Next:
    """Lead somebody with a one-time password to the page where they choose their own."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and getattr(user, "must_change_secret", False):
            allowed = ("/account/", "/static/", "/me/secret/")
            if not request.path.startswith(allowed):
                return redirect("/me/secret/")
        return get_response(request)

    return middleware


def _moment(request: HttpRequest, key: str) -> datetime | None:
    text = request.session.get(key)
    return datetime.fromisoformat(text) if text else None
