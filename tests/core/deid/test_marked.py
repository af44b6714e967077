"""Marks of a removed face: the flag and the code, nothing else, and no second time."""

from io import BytesIO

import pytest
from pydicom import dcmread
from tests.hostile.dicom_files import ct, stored

from centralis.core.deid import Context, Profile, deidentify
from centralis.core.deid.marked import with_face_removed


@pytest.mark.parametrize("syntax", ["1.2.840.10008.1.2.1", "1.2.840.10008.1.2"])
@pytest.mark.parametrize("said", ["", "YES"])
def test_flag_and_code_are_set_and_the_rest_stays(syntax: str, said: str) -> None:
    source = ct(RescaleSlope="2", RecognizableVisualFeatures=said)
    source.file_meta.TransferSyntaxUID = syntax
    result = deidentify(stored(source), Profile(), Context(b"k" * 32, "S-1"))
    content = result.header + bytes(result.tail)
    marked = with_face_removed(content)
    before, after = dcmread(BytesIO(content)), dcmread(BytesIO(marked + bytes(result.tail)))
    assert after.RecognizableVisualFeatures == "NO"
    codes = [one.CodeValue for one in after.DeidentificationMethodCodeSequence]
    assert codes == [*(one.CodeValue for one in before.DeidentificationMethodCodeSequence), "113102"]
    for ds in (before, after):
        for keyword in ("RecognizableVisualFeatures", "DeidentificationMethodCodeSequence"):
            if keyword in ds:
                del ds[keyword]
    assert before == after
    assert with_face_removed(marked + bytes(result.tail)) == marked


def test_where_no_face_was_found_no_method_is_claimed() -> None:
    result = deidentify(stored(ct()), Profile(), Context(b"k" * 32, "S-1"))
    marked = with_face_removed(result.header + bytes(result.tail), removed=False)
    ds = dcmread(BytesIO(marked + bytes(result.tail)))
    assert ds.RecognizableVisualFeatures == "NO"
    assert "113102" not in [one.CodeValue for one in ds.DeidentificationMethodCodeSequence]
