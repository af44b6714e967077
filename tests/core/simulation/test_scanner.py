"""Scanners: each maker has its own words."""

from centralis.core.simulation.scanner import HABITS, SCANNERS, Kernel, Maker


def test_there_is_one_scanner_of_each_maker() -> None:
    assert {scanner.maker for scanner in SCANNERS.values()} == set(Maker) == set(HABITS)


def test_kernels_have_the_makers_own_names() -> None:
    assert SCANNERS["siemens"].kernel_name(Kernel.SOFT) == "B30f"
    assert SCANNERS["canon"].kernel_name(Kernel.LUNG) == "FC52"
    names = [scanner.kernel_name(kernel) for scanner in SCANNERS.values() for kernel in Kernel]
    assert len(set(names)) == 2 * len(SCANNERS)


def test_stored_values_hold_the_range_of_hu() -> None:
    for habits in HABITS.values():
        low, high = -1024 - habits.stored_offset_hu, 3071 - habits.stored_offset_hu
        top = 2 ** (habits.bits_stored - 1) if habits.signed else 2**habits.bits_stored
        assert (-top if habits.signed else 0) <= low
        assert high < top
