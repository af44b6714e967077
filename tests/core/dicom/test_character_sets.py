"""Text in DICOM's character sets, right or wrongly declared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centralis.core.dicom.character_sets import decoded, encoded


@pytest.mark.parametrize(
    ("raw", "declared", "text"),
    [
        (b"Plain^Name", b"anything at all", "Plain^Name"),
        (b"\xc4neas^R\xfcdiger", b"ISO_IR 100", "Äneas^Rüdiger"),
        ("Люкceмбypг".encode("iso8859-5"), b"ISO_IR 144", "Люкceмбypг"),
        ("王^小东".encode("gb18030"), b"GB18030", "王^小东"),
        (b"\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B", b"\\ISO 2022 IR 87", "山田^太郎"),
        (b"\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J", b"ISO 2022 IR 13\\ISO 2022 IR 87", "ﾔﾏﾀﾞ^ﾀﾛｳ=山田"),
        (b"Hong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7", b"\\ISO 2022 IR 149", "Hong=洪^吉洞"),
        (b"Wang=\x1b$)A\xcd\xf5^\x1b$)A\xd0\xa1\xb6\xab", b"\\ISO 2022 IR 58", "Wang=王^小东"),
        (b"\x1b-FD\xe9\xef", b"ISO 2022 IR 6\\ISO 2022 IR 126", "Dιο"),
    ],
)  # fmt: skip
def test_declared_sets(raw: bytes, declared: bytes, text: str) -> None:
    assert decoded(raw, declared)[0] == text


def test_undeclared_utf8_is_read_too() -> None:
    assert "Jérôme" in decoded("Jérôme".encode(), b"")


@given(st.binary(max_size=80), st.binary(max_size=20))
def test_nothing_raises(raw: bytes, declared: bytes) -> None:
    assert all(isinstance(text, str) for text in decoded(raw, declared))


def test_a_name_is_spelled_in_every_set_that_can() -> None:
    forms = encoded("Müller")
    assert {"müller".encode(), b"m\xfcller", b"m\xdcller", "müller".encode("utf-16-le")} <= forms
    assert {"山田".encode(codec).lower() for codec in ("utf-8", "shift_jis", "euc_jp", "gb18030")} <= encoded("山田")
