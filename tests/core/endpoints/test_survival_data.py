"""Times are checked once: what is no time, no event or no group is named."""

import pytest

from centralis.core.endpoints.method import StatisticsError
from centralis.core.endpoints.survival_data import MOST_GROUPS, MOST_STRATA, check_survival_data


def test_groups_are_ordered_as_numbers_where_they_are_numbers():
    assert check_survival_data([1, 2, 3], [1, 0, 1], ["10", "2", "1"]).groups == ("1", "2", "10")
    assert check_survival_data([1, 2, 3], [1, 0, 1], ["B", "2", "A"]).groups == ("2", "A", "B")
    assert check_survival_data([1], [1]).groups == ("all",)


def test_one_group_alone():
    data = check_survival_data([1, 2, 3, 4], [1, 0, 1, 1], ["B", "A", "B", "A"])
    own = data.of_group(1)
    assert (own.groups, own.time.tolist(), own.events, own.n) == (("B",), [1.0, 3.0], 2, 2)
    assert data.events == 3


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (([], []), "no times"),
        (([1, 2], [1]), "2 times and 1 events"),
        (([1], [1], ["A", "B"]), "1 times and 2 groups"),
        (([1], [1], None, []), "1 times and 0 strata"),
        (([1, -2], [1, 1]), "Subject 2 has the time -2.0"),
        (([1, float("nan")], [1, 1]), "Subject 2 has the time nan"),
        (([1, 2], [1, 2]), "neither 1"),
        ((range(MOST_GROUPS + 1), [1] * (MOST_GROUPS + 1), [str(one) for one in range(MOST_GROUPS + 1)]), "51 groups"),
        (([1] * (MOST_STRATA + 1), [1] * (MOST_STRATA + 1), None, [str(x) for x in range(MOST_STRATA + 1)]), "strata"),
    ],
)
def test_what_cannot_be_is_refused(arguments, words):
    with pytest.raises(StatisticsError, match=words):
        check_survival_data(*arguments)
