"""Boxes are blanked in every layout and syntax, samples outside stay as they are, nothing hides beside them."""

import io

import jpeg_ls
import numpy as np
import openjpeg.utils
import pytest
from PIL import Image
from tests.core.deid.pixels.objects import (
    CT,
    EXPLICIT,
    IMPLICIT,
    SC,
    US,
    US_MULTI,
    Blind,
    Seeing,
    Stubborn,
    clean,
    compressed,
    image,
    outside,
    samples,
)  # fmt: skip

from centralis.core.deid import Profile
from centralis.core.deid.pixels import Box
from centralis.core.dicom.faults import DicomFault

JPEG, JPEG_LOSSLESS, JPEG_LS, JPEG_LS_LOSSY, J2K, J2K_LOSSY, RLE = (
    f"1.2.840.10008.1.2.{end}" for end in ("4.50", "4.70", "4.80", "4.81", "4.90", "4.91", "5")
)
TEXT = Box(9, 12, 14, 40)


def grey(frames: int = 1, dtype: str = "u1", top: int = 200) -> np.ndarray:
    rng = np.random.default_rng(5)
    low = 0 if dtype[0] == "u" else -top
    return rng.integers(low, top, (frames, 96, 128)).astype(dtype)


def colour(frames: int = 1) -> np.ndarray:
    return np.random.default_rng(6).integers(0, 255, (frames, 96, 128, 3)).astype(np.uint8)


def check(before: np.ndarray, cleaned: object, after: np.ndarray, black: object) -> list[list[int]]:
    """Inside the boxes there is black and nothing else, outside every sample as before."""
    report = cleaned.pixels
    boxes = report["boxes"]
    free = outside(before.shape[1:3], boxes)
    assert not free[TEXT.place].any()
    assert np.array_equal(after[:, free], before[:, free])
    assert np.array_equal(after[:, ~free], np.broadcast_to(np.asarray(black, after.dtype), after[:, ~free].shape))
    assert report["frames_changed"] == len(before)
    return boxes


@pytest.mark.parametrize("syntax", [EXPLICIT, IMPLICIT])
@pytest.mark.parametrize("dtype", ["u1", "u2", "i2", "u4"])
@pytest.mark.parametrize("photometric", ["MONOCHROME1", "MONOCHROME2"])
def test_grey_native(syntax: str, dtype: str, photometric: str) -> None:
    before = grey(2, dtype)
    ds = image(before, US, PhotometricInterpretation=photometric)
    ds.file_meta.TransferSyntaxUID = syntax
    cleaned, after = clean(ds, Seeing(TEXT))
    found = samples(after)
    free = outside(before.shape[1:3], cleaned.pixels["boxes"])
    black = [one.max() if photometric == "MONOCHROME1" else one.min() for one in before]
    assert np.array_equal(found[:, free], before[:, free])
    assert all((one[~free] == dark).all() for one, dark in zip(found, black, strict=True))
    assert after.BurnedInAnnotation == "NO"
    assert after.file_meta.TransferSyntaxUID == syntax


@pytest.mark.parametrize("photometric", ["RGB", "YBR_FULL"])
@pytest.mark.parametrize("planar", [0, 1])
def test_colour_native(photometric: str, planar: int) -> None:
    before = colour(2)
    ds = image(before, US, PhotometricInterpretation=photometric, PlanarConfiguration=planar)
    if planar:
        ds.PixelData = before.transpose(0, 3, 1, 2).tobytes()
    cleaned, after = clean(ds, Seeing(TEXT))
    check(before, cleaned, samples(after), (0, 0, 0) if photometric == "RGB" else (0, 128, 128))
    assert after.PlanarConfiguration == planar


def test_shared_chroma_of_neighbours_outside_stays() -> None:
    luma, chroma = colour()[..., 0], colour()[:, :, ::2, 1:]
    pairs = np.concatenate((luma.reshape(1, 96, 64, 2), chroma), axis=3)
    ds = image(colour(), US, PhotometricInterpretation="YBR_FULL_422")
    ds.PixelData = pairs.tobytes()
    before = samples(ds)
    cleaned, after = clean(ds, Seeing(Box(9, 13, 14, 39)))
    for _, column, _, width in cleaned.pixels["boxes"]:
        assert column % 2 == 0
        assert width % 2 == 0
    free = outside((96, 128), cleaned.pixels["boxes"])
    assert np.array_equal(samples(after)[:, free], before[:, free])
    assert (samples(after)[:, ~free] == (0, 128, 128)).all()


def test_palette_takes_its_darkest_colour() -> None:
    ds = image(grey(), US, PhotometricInterpretation="PALETTE COLOR")
    ramp = np.roll(np.arange(256, dtype=np.uint16) * 257, 7)
    for name in ("Red", "Green", "Blue"):
        setattr(ds, f"{name}PaletteColorLookupTableDescriptor", [256, 0, 16])
        setattr(ds, f"{name}PaletteColorLookupTableData", ramp.tobytes())
    cleaned, after = clean(ds, Seeing(TEXT))
    check(grey(), cleaned, samples(after), 7)


def test_one_bit_frames_that_share_bytes() -> None:
    bits = np.random.default_rng(8).integers(0, 2, (3, 91, 101)).astype(np.uint8)
    ds = image(bits, "1.2.840.10008.5.1.4.1.1.7.1", BitsAllocated=1, BitsStored=1, HighBit=0)
    packed = np.packbits(bits.reshape(-1), bitorder="little").tobytes()
    ds.PixelData = packed + b"\0" * (len(packed) % 2)
    cleaned, after = clean(ds, Seeing(TEXT))
    check(bits, cleaned, samples(after), 0)


def test_twelve_bits_that_end_in_the_middle_of_a_word() -> None:
    before = (grey(1, "u2", 4000) << 2).astype(np.uint16)
    ds = image(before, US, BitsStored=12, HighBit=13)
    cleaned, after = clean(ds, Seeing(TEXT))
    check(before, cleaned, np.frombuffer(after.PixelData, np.uint16).reshape(before.shape), before.min())


def rle(frame: np.ndarray, ds: object) -> bytes:
    from pydicom.pixels import get_encoder

    return get_encoder(RLE).encode(
        frame.tobytes(), rows=96, columns=128, samples_per_pixel=1 if frame.ndim == 2 else 3, number_of_frames=1,
        bits_allocated=8 * frame.dtype.itemsize, bits_stored=8 * frame.dtype.itemsize,
        photometric_interpretation="MONOCHROME2" if frame.ndim == 2 else "RGB", pixel_representation=0,
        planar_configuration=0, encoding_plugin="pydicom",
    )  # fmt: skip


ENCODERS = {
    RLE: lambda frame: rle(frame, None),
    JPEG_LS: lambda frame: bytes(jpeg_ls.encode_array(frame, interleave_mode=None if frame.ndim == 2 else 2)),
    JPEG_LS_LOSSY: lambda frame: bytes(jpeg_ls.encode_array(frame, 2, None if frame.ndim == 2 else 2)),
    J2K: lambda frame: openjpeg.utils.encode_array(frame, photometric_interpretation=2 if frame.ndim == 2 else 1),
    J2K_LOSSY: lambda frame: openjpeg.utils.encode_array(
        frame, photometric_interpretation=2 if frame.ndim == 2 else 1, compression_ratios=[5]
    ),
    JPEG: lambda frame: jpeg(frame),
}  # fmt: skip
EXPECTED = {RLE: RLE, JPEG_LS: JPEG_LS, JPEG_LS_LOSSY: JPEG_LS, J2K: J2K, J2K_LOSSY: J2K, JPEG: J2K}


def jpeg(frame: np.ndarray) -> bytes:
    out = io.BytesIO()
    Image.fromarray(frame).save(out, "JPEG", quality=85)
    return out.getvalue()


@pytest.mark.parametrize("extended", [False, True])
@pytest.mark.parametrize("in_colour", [False, True])
@pytest.mark.parametrize("syntax", list(ENCODERS))
def test_compressed_frames_are_encoded_again_without_loss(syntax: str, in_colour: bool, extended: bool) -> None:
    frames = colour(3) if in_colour else grey(3)
    said = {JPEG: "YBR_FULL_422", J2K: "YBR_RCT", J2K_LOSSY: "YBR_ICT"}.get(syntax, "RGB")
    said = said if in_colour else "MONOCHROME2"
    ds = image(frames, US_MULTI, PhotometricInterpretation=said)
    compressed(ds, syntax, [ENCODERS[syntax](np.ascontiguousarray(one)) for one in frames], extended)
    before = samples(ds)
    cleaned, after = clean(ds, Seeing(TEXT))
    mixed = in_colour and syntax == JPEG  # YBR_FULL: an ultrasound image may have it in RLE alone
    assert after.file_meta.TransferSyntaxUID == (RLE if mixed else EXPECTED[syntax])
    black = ((0, 128, 128) if syntax == JPEG else (0, 0, 0)) if in_colour else None
    found = samples(after)
    free = outside((96, 128), cleaned.pixels["boxes"])
    assert np.array_equal(found[:, free], before[:, free])
    if black is None:
        assert all((one[~free] == dark.min()).all() for one, dark in zip(found, before, strict=True))
    else:
        assert (found[:, ~free] == black).all()
    assert ("ExtendedOffsetTable" in after) is extended
    if syntax in (JPEG, JPEG_LS_LOSSY, J2K_LOSSY):
        assert after.LossyImageCompression == "01"
    if mixed:
        assert (after.PhotometricInterpretation, after.PlanarConfiguration) == ("YBR_FULL", 1)
    again, _ = clean(after, Blind())
    assert bytes(again.tail) == bytes(cleaned.tail)


def test_offset_tables_point_at_frames() -> None:
    ds = compressed(image(grey(3), US_MULTI), JPEG_LS, [ENCODERS[JPEG_LS](one) for one in grey(3)], table=False)
    _, after = clean(ds, Seeing(TEXT))
    value = after.PixelData
    offsets = np.frombuffer(value[8 : 8 + int.from_bytes(value[4:8], "little")], "<u4")
    assert len(offsets) == 3
    for offset in offsets:
        start = 8 + 12 + int(offset)
        assert value[start : start + 4] == b"\xfe\xff\x00\xe0"
        assert value[start + 8 : start + 10] == b"\xff\xd8"


def test_a_comment_goes_and_the_samples_stay_on_an_ordinary_slice() -> None:
    stream = ENCODERS[JPEG_LS](grey()[0])
    noisy = stream[:2] + b"\xff\xfe\0\x14QUISTGAARD OTTILIE" + stream[2:]
    ds = compressed(image(grey(), CT, Modality="CT"), JPEG_LS, [noisy])
    cleaned, after = clean(ds, Blind())
    assert b"QUISTGAARD" not in bytes(cleaned.tail)
    assert cleaned.pixels["streams_cleaned"] == 1
    assert after.file_meta.TransferSyntaxUID == JPEG_LS
    assert np.array_equal(samples(after), grey())
    assert "BurnedInAnnotation" not in after


def test_frames_in_several_fragments_are_cleaned_too() -> None:
    from pydicom.encaps import encapsulate

    streams = [ENCODERS[JPEG_LS](one) for one in grey(2)]
    noisy = [one[:2] + b"\xff\xfe\0\x14QUISTGAARD OTTILIE" + one[2:] for one in streams]
    ds = compressed(image(grey(2), US_MULTI), JPEG_LS, streams)
    ds.PixelData = encapsulate(noisy, fragments_per_frame=3)
    cleaned, after = clean(ds, Blind())
    assert b"QUISTGAARD" not in bytes(cleaned.tail)
    assert np.array_equal(samples(after), grey(2))


@pytest.mark.parametrize("signed", [False, True])
def test_what_hides_in_unused_bits_is_cleared(signed: bool) -> None:
    plain = grey(1, "i2" if signed else "u2", 1500)
    hidden = plain ^ (np.arange(96 * 128).reshape(1, 96, 128) % 3 == 0).astype(np.int16).astype(plain.dtype) << 14
    ds = image(hidden.astype(plain.dtype), CT, Modality="CT", BitsStored=12, HighBit=11)
    cleaned, after = clean(ds, Blind())
    assert cleaned.pixels["unused_bits_cleared"] is True
    assert np.array_equal(np.frombuffer(after.PixelData, plain.dtype), plain.reshape(-1))


def test_signs_and_padding_beyond_the_stored_bits_are_no_message() -> None:
    negative = image(grey(1, "i2", 1500), CT, Modality="CT", BitsStored=12, HighBit=11)
    assert clean(negative, Blind())[0].pixels is None
    padded = grey(1, "u2", 4000)
    padded[:, :9] = 63536
    ds = image(padded, CT, Modality="CT", BitsStored=12, HighBit=11, PixelPaddingValue=63536)
    assert clean(ds, Blind())[0].pixels is None


def test_bytes_after_the_last_frame_go() -> None:
    ds = image(grey(), CT, Modality="CT")
    ds.PixelData += b"QUISTGAARD OTTILIE"
    cleaned, after = clean(ds, Blind())
    assert after.PixelData == grey().tobytes()
    assert cleaned.pixels["trailing_bytes_removed"] is True


def test_an_ordinary_slice_passes_untouched_and_unread() -> None:
    reader = Seeing(TEXT)
    cleaned, _ = clean(image(grey(), CT, Modality="CT"), reader)
    assert cleaned.pixels is None
    assert cleaned.tail_offset is not None
    assert reader.asked == 0


def test_a_picture_without_text_keeps_its_pixels_and_says_so() -> None:
    cleaned, after = clean(image(grey(), SC, BurnedInAnnotation="YES"), Blind())
    assert after.BurnedInAnnotation == "NO"
    assert after.PixelData == grey().tobytes()
    assert cleaned.pixels["boxes"] == []
    assert cleaned.pixels["verified"] is True


def test_text_that_cannot_be_removed_holds_the_object_back() -> None:
    with pytest.raises(DicomFault) as fault:
        clean(image(np.tile(grey(), (1, 3, 1)), SC), Stubborn())
    assert fault.value.code.code == "pixel_text_left"


def test_a_slide_label_is_held_back_unless_allowed() -> None:
    slide = "1.2.840.10008.5.1.4.1.1.77.1.6"
    label = image(colour(), slide, ImageType=["ORIGINAL", "PRIMARY", "LABEL", "NONE"])
    with pytest.raises(DicomFault) as fault:
        clean(label, Blind())
    assert fault.value.code.code == "slide_label"
    clean(label, Blind(), Profile(allow=frozenset({"slide_label"})))
    clean(image(colour(), slide, ImageType=["DERIVED", "PRIMARY", "VOLUME", "NONE"]), Blind())


def test_the_report_never_says_what_was_read() -> None:
    cleaned, _ = clean(image(grey(), US), Seeing(TEXT))
    assert set(cleaned.pixels) == {
        "looked", "why", "frames", "frames_read", "pictures_read", "frames_changed", "boxes", "streams_cleaned",
        "unused_bits_cleared", "trailing_bytes_removed", "verified",
    }  # fmt: skip
    assert cleaned.pixels["why"] == ["kind_of_object", "device_rule"]
