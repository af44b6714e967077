"""Drawing readers: balanced, stable, and derivable again from the stored list; every tampering of the list is told."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.reading.assignment import (
    Candidate,
    Draw,
    DrawKind,
    choose_readers,
    compute_loads,
    derive_batch,
    verify_draws,
)
from centralis.core.reading.repeats import is_repeat

SEED = b"a sealed seed of 32 bytes ......"
POOL = ("r1", "r2", "r3", "r4", "r5")


def play(cases, pool=POOL, count=2, seed=SEED, out=None):
    """Draw case after case as the server does: loads from the draws so far."""
    draws: list[Draw] = []
    for number, case in enumerate(cases, 1):
        loads = compute_loads(draws)
        candidates = tuple(Candidate(one, loads.get(one, 0), (out or {}).get((case, one), "")) for one in pool)
        chosen = choose_readers(seed, case, candidates, count)
        draws.append(Draw(number, case, DrawKind.READERS, candidates, count, chosen))
    return draws


@pytest.mark.req("IMG-8")
@given(st.integers(1, 40), st.integers(1, 5), st.integers(1, 5))
def test_the_load_of_no_two_readers_differs_by_more_than_one(cases, count, pool):
    draws = play([f"case {one}" for one in range(cases)], POOL[:pool], count)
    loads = [compute_loads(draws).get(one, 0) for one in POOL[:pool]]
    assert max(loads) - min(loads) <= 1
    assert sum(loads) == cases * min(count, pool)
    assert all(len(draw.chosen) == min(count, pool) for draw in draws)


@pytest.mark.req("IMG-8")
@given(st.lists(st.text(min_size=1, max_size=8), unique=True, min_size=2, max_size=25), st.data())
def test_adding_subjects_never_changes_what_was_assigned(cases, data):
    early = data.draw(st.integers(1, len(cases) - 1))
    assert play(cases)[:early] == play(cases[:early])
    assert verify_draws(SEED, play(cases)) == ()


def test_with_as_many_readers_as_are_asked_everybody_reads_everything_in_the_same_places():
    assert {draw.chosen for draw in play([f"c{one}" for one in range(10)], ("r2", "r1"))} == {("r2", "r1")}


def test_pairs_are_mixed_and_another_seed_draws_others():
    cases = [f"c{one}" for one in range(40)]
    pairs = [draw.chosen for draw in play(cases)]
    assert len(set(pairs)) >= 8, "of ten pairs"
    assert pairs != [draw.chosen for draw in play(cases, seed=b"another seed of 32 bytes .......")]


def test_who_is_left_out_is_never_drawn_and_fewer_are_drawn_when_fewer_may():
    out = {("c0", one): "works at the subject's site" for one in POOL[:4]}
    (draw,) = play(["c0"], out=out)
    assert draw.chosen == ("r5",)
    assert choose_readers(SEED, "c", [Candidate("r1", 0, "on hold")], 2) == ()
    with pytest.raises(ValueError, match="twice"):
        choose_readers(SEED, "c", [Candidate("r1", 0), Candidate("r1", 1)], 1)
    with pytest.raises(ValueError, match="0 or more"):
        Candidate("r1", -1)


@pytest.mark.req("IMG-8")
def test_every_tampering_of_the_list_is_told():
    draws = play([f"c{one}" for one in range(12)])
    assert verify_draws(SEED, draws) == ()
    victim = draws[6]
    other = tuple(one for one in POOL if one not in victim.chosen)[:2]
    for changed, said in (
        ([*draws[:6], replace(victim, chosen=other), *draws[7:]], "Draw 7: the seed gives other readers"),
        ([*draws[:6], *draws[7:]], "Draw 8 stands at place 7"),
        ([draws[1], draws[0], *draws[2:]], "Draw 2 stands at place 1"),
        (
            [*draws[:6], replace(victim, candidates=tuple(replace(one, load=0) for one in victim.candidates))],
            "is said to hold 0 cases; the draws before give",
        ),
    ):
        faults = verify_draws(SEED, changed)
        assert any(said in one for one in faults), faults
    assert verify_draws(b"not the seed of this trial .....", draws) != ()


def test_a_case_handed_over_moves_the_load_and_may_be_named_by_a_person():
    draws = play(["c0", "c1"])
    giver = draws[0].chosen[0]
    loads = compute_loads(draws)
    held = dict.fromkeys(draws[0].chosen, "reads this case")
    candidates = tuple(Candidate(one, loads.get(one, 0), held.get(one, "")) for one in POOL)
    drawn = choose_readers(SEED, "c0", candidates, 1)
    handed = Draw(3, "c0", DrawKind.HANDOVER, candidates, 1, drawn, replaced=giver)
    assert verify_draws(SEED, [*draws, handed]) == ()
    after = compute_loads([*draws, handed])
    assert (after[giver], after[drawn[0]]) == (loads[giver] - 1, loads.get(drawn[0], 0) + 1)
    free = next(one for one in POOL if one not in held and one not in drawn)
    named = replace(handed, chosen=(free,), named=True)
    assert verify_draws(SEED, [*draws, named]) == ()
    wrong = replace(named, chosen=(draws[0].chosen[1],))
    assert "might not be drawn" in verify_draws(SEED, [*draws, wrong])[0]


@pytest.mark.req("IMG-13")
def test_a_repeat_that_the_seed_does_not_draw_is_told():
    drawn = next(one for one in range(1000) if is_repeat(SEED, "r1", f"c{one}", Decimal("0.05")))
    not_drawn = next(one for one in range(1000) if not is_repeat(SEED, "r1", f"c{one}", Decimal("0.05")))
    good = Draw(1, f"c{drawn}", DrawKind.REPEAT, (), 1, ("r1",), fraction=Decimal("0.05"))
    assert verify_draws(SEED, [good]) == ()
    assert compute_loads([good]) == {}
    assert "draws no repeat" in verify_draws(SEED, [replace(good, case=f"c{not_drawn}")])[0]


@pytest.mark.parametrize(
    ("earlier", "size", "batch"), [(0, 0, 1), (99, 0, 1), (0, 10, 1), (9, 10, 1), (10, 10, 2), (25, 10, 3)]
)
def test_batches_fill_one_after_the_other(earlier, size, batch):
    assert derive_batch(earlier, size) == batch
