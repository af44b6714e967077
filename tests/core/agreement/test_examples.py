"""The published data are carried over whole: their printed totals."""

from centralis.core.agreement import examples


def test_totals():
    assert len(examples.expand_counts(examples.SKIN_CONDITION)) == 88
    assert len(examples.expand_counts(examples.ABSTRACTORS)) == 100
    four = examples.build_four_raters()
    assert (len(four.cases), len(four.readers), len(four.ratings())) == (12, 4, 41)
    six = examples.build_psychiatrists()
    assert (len(six.cases), len(six.ratings())) == (15, 90)
    assert examples.build_judges().numbers().shape == (6, 4)
    assert len(examples.build_peak_flow()) == 17
    assert sum(map(len, examples.build_cardiac_output().values())) == 60
    assert [len(one) for one in examples.build_children().values()] == [4] * 20
