"""The page on which a reader or adjudicator checks the display: look at the pattern, type what can be read."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from centralis.apps.people.access import Request, attempt_form, route
from centralis.apps.people.queries import person_of
from centralis.apps.reads.reader_views import unkept
from centralis.apps.reads.running import displays
from centralis.core.reading.display import LEVELS

_MOST = {"width_px": 32768, "height_px": 32768, "pixel_ratio": 16, "colour_bits": 64}


class DisplayForm(forms.Form):
    """What a person types of the pattern and tells of the display; the browser fills in its own part."""

    dark = forms.CharField(label=gettext_lazy("Letters in the dark field"), max_length=40, required=False)
    middle = forms.CharField(label=gettext_lazy("Letters in the middle field"), max_length=40, required=False)
    bright = forms.CharField(label=gettext_lazy("Letters in the bright field"), max_length=40, required=False)
    display = forms.CharField(
        label=gettext_lazy("Display"), max_length=120,
        help_text=gettext_lazy("As you would find it again: its make and number, or where it stands."),
    )  # fmt: skip
    calibrated_on = forms.DateField(
        label=gettext_lazy("Last measured with a photometer on"), required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy("Empty when it never was, or nobody knows."),
    )  # fmt: skip
    number = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    width_px = forms.FloatField(required=False, min_value=0, widget=forms.HiddenInput(attrs={"data-screen": "width"}))
    height_px = forms.FloatField(required=False, min_value=0, widget=forms.HiddenInput(attrs={"data-screen": "height"}))
    pixel_ratio = forms.FloatField(
        required=False, min_value=0, widget=forms.HiddenInput(attrs={"data-screen": "ratio"})
    )
    colour_bits = forms.FloatField(required=False, min_value=0, widget=forms.HiddenInput(attrs={"data-screen": "bits"}))

    def looked(self) -> displays.Looked:
        """What was typed and told; a number that no screen has is left out."""
        given = self.cleaned_data
        screen = {name: given[name] for name, most in _MOST.items() if given[name] and given[name] <= most}
        letters = {name: given[name] for name in LEVELS}
        return displays.Looked(given["number"], letters, given["display"], given["calibrated_on"], screen)


@unkept
@require_http_methods(["GET", "POST"])
@route("reads.display_page", "any")
def display(request: Request) -> HttpResponse:
    """Show the pattern; record what was read of it."""
    page = displays.display_page(request.caller)
    last = page.last
    known = {"display": last.display, "calibrated_on": last.calibrated_on} if last else {}
    form = DisplayForm(request.POST or None, initial={**known, "number": page.number})
    if request.method == "POST":
        person = person_of(request.caller)
        done = attempt_form(form, lambda _given: displays.check_display(request.caller, person, form.looked()))
        if done is not None:
            return redirect("reads_display")
        form.data = {**request.POST.dict(), "number": page.number}  # the letters shown now are those of this number
    context = {"title": _("Display"), "page": page, "form": form}
    return render(request, "reads/display.html", context, status=409 if form.errors else 200)
