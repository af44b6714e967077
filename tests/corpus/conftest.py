"""The corpus and Centralis' answer to it, made once a session."""

import pytest
from tests.corpus.corpus import Corpus, corpus
from tests.corpus.tools import conformance, run_centralis, some_of_each

from centralis.core.deid.scoring import Score, score
from centralis.edge.reading import pixel_cleaner

SEED = 7
_VALIDATED_OF_EACH_KIND = 4


@pytest.fixture(scope="session")
def planted() -> Corpus:
    """The corpus the targets are set for."""
    return corpus(SEED)


@pytest.fixture(scope="session")
def result(planted: Corpus) -> Score:
    """Our own score, text in pixels read and the validator asked."""
    outputs = run_centralis(planted, pixel_cleaner(deferred=False))
    said = conformance(planted, outputs, some_of_each(planted, _VALIDATED_OF_EACH_KIND))
    return score(planted.key, planted.files, outputs, said)
