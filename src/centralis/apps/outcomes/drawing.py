"""The figures of a trial's and of a subject's results: which there are for a criterion or a score, with their links."""

from collections.abc import Sequence
from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _

from centralis.apps.outcomes import figures, lines, queries
from centralis.apps.outcomes.agreement import NumbersAgreement
from centralis.apps.outcomes.facts import CENTRAL
from centralis.apps.outcomes.meaning import Meaning, Measure
from centralis.apps.outcomes.queries import Overview, SubjectRow
from centralis.apps.outcomes.values import points_of
from centralis.core.agreement.charts import draw_bland_altman
from centralis.core.endpoints.chart import Chart
from centralis.core.endpoints.figures import derive_spider, derive_swimmer, derive_waterfall


def trial_figures(found: Overview) -> list[Chart]:
    """Waterfall, spider and swimmer of a criterion, as far as it has a burden; lines of a score's first measure."""
    by = _("central result")
    links = _links(found)
    if found.meaning.responses is None:
        return _score_lines(found, links, by, found.meaning.measures[:1])
    subjects = queries.plots(found)
    if not subjects:
        return []
    measure = found.meaning.measure
    burden = _in_a_sentence(measure.label) if measure else _("tumour burden")
    setting = figures.Setting(burden, found.meaning.ranking, found.meaning.levels, by, links)
    drawn = []
    bars = derive_waterfall(subjects)
    if bars:
        drawn.append(figures.build_waterfall(bars, setting))
        drawn.append(figures.build_spider(derive_spider(subjects), setting))
    return [*drawn, figures.build_swimmer(derive_swimmer(subjects), setting)]


def value_figures(found: Overview) -> list[Chart]:
    """Lines of all subjects' central values, a figure a measure of a score."""
    return _score_lines(found, _links(found), _("central result"), found.meaning.measures)


def difference_figures(compared: Sequence[NumbersAgreement]) -> list[Chart]:
    """Bland-Altman plots of every pair of readers and measure that has limits."""
    drawn = []
    for place, one in enumerate(compared, start=1):
        if one.limits is None or one.limits.sd == 0:
            continue
        chart = draw_bland_altman(
            [said.case for said in one.pair.said],
            [(said.first, said.second) for said in one.pair.said],
            one.limits,
            (one.pair.first, one.pair.second),
            one.measure.unit,
            one.measure.title,
        )
        drawn.append(replace(chart, name=f"difference-{place}"))
    return drawn


def subject_figures(row: SubjectRow, meaning: Meaning) -> list[Chart]:
    """Every measure over time, a line a reader."""
    drawn = []
    code, readers = row.subject.code, sorted(name for name in row.outcomes if name != CENTRAL)
    for place, measure in enumerate(meaning.measures):
        sides = [lines.Line(name, points_of(code, row.outcomes[name].time_points, measure)) for name in readers]
        caption = _("%(what)s over time, by reader") % {"what": measure.title}
        drawn.append(lines.build_lines(sides, measure, f"measure-{place + 1}", caption, _("Reader")))
    return [one for one in drawn if one is not None]


def _links(found: Overview) -> dict[str, str]:
    """Subject → the address of its outcomes."""
    return {row.subject.code: reverse("outcomes_subject", args=[found.trial.pk, row.subject.pk]) for row in found.rows}


def _score_lines(found: Overview, links: dict[str, str], by: str, measures: Sequence[Measure]) -> list[Chart]:
    drawn = []
    for place, measure in enumerate(measures, start=1):
        subjects = [
            lines.Line(code, points_of(code, row.central.time_points, measure), links[code])
            for row in found.settled
            for code in (row.subject.code,)
            if row.central is not None
        ]
        caption = _("%(what)s over time, %(by)s") % {"what": measure.title, "by": by}
        drawn.append(lines.build_lines(subjects, measure, f"values-{place}", caption, _("Subject")))
    return [one for one in drawn if one is not None]


def _in_a_sentence(label: str) -> str:
    """A label within a sentence: its first letter small, unless it is an abbreviation."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label
