"""Cases 39, 42, 43, 63, 64 of the reference and the bits of 18: what stands in pixels, streams and icons."""

import struct

import numpy as np
import pytest
from PIL import Image
from pydicom.encaps import encapsulate, generate_fragments, parse_basic_offsets
from pydicom.pixels import compress
from pydicom.uid import JPEG2000Lossless, JPEGBaseline8Bit, JPEGLSLossless, RLELossless
from tests.core.deid.cases.build import PERSON, clean, clean_person, item, items, leaks
from tests.core.deid.cases.pictures import LINES, anatomy, ink_is_gone, letters, picture, stored_samples
from tests.hostile.dicom_files import ct, stored

from centralis.core.deid import PixelCleaner
from centralis.core.dicom.faults import DicomCode, DicomFault

US, CINE, SC, XA = "6.1", "3.1", "7", "12.1"


def grey(ink: np.ndarray, most: int, kind: str, seed: int = 0) -> np.ndarray:
    """Anatomy with white letters, `most` the whitest value."""
    return np.where(ink, most, anatomy(*ink.shape, seed) * most * 0.7).astype(kind)


def jpeg_stream(samples: np.ndarray) -> bytes:
    from io import BytesIO

    out = BytesIO()
    Image.fromarray(samples).save(out, "JPEG", quality=90)
    return out.getvalue()


def segment(marker: int, content: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(content) + 2) + content


@pytest.mark.parametrize("marker", [0xFE, 0xE1, 0xEC, 0xED, 0xE2], ids=["COM", "EXIF", "APP12", "APP13", "APP2"])
def test_case_39_identifiers_in_the_segments_of_a_jpeg(pixels: PixelCleaner, marker: int) -> None:
    plain = jpeg_stream((anatomy(64, 64) * 255).astype(np.uint8))
    said = segment(marker, b"Exif\0\0 Quistgaard^Ottilie MRN-7741903 24.12.1951")
    for whole in (plain[:2] + said + plain[2:], plain + b"Quistgaard^Ottilie"):
        ds = picture("2", np.zeros((64, 64), np.uint8), Modality="CT")
        ds.file_meta.TransferSyntaxUID = JPEGBaseline8Bit
        ds.PixelData = encapsulate([whole])
        content = stored(ds)
        result = clean_person(content, pixels=pixels)
        assert np.array_equal(stored_samples(result.output), stored_samples(content))
        with pytest.raises(DicomFault) as caught:
            clean(content)
        assert caught.value.code is DicomCode.PIXEL_STREAM_COMMENT


def test_case_39_comments_in_a_jpeg_2000(pixels: PixelCleaner) -> None:
    ds = picture("2", (anatomy(64, 64) * 4095).astype(np.uint16), bits=12, Modality="CT")
    compress(ds, JPEG2000Lossless, generate_instance_uid=False)
    (stream,) = generate_fragments(ds.PixelData[8 + 4 * len(parse_basic_offsets(ds.PixelData)) :])
    said = b"\xff\x64" + struct.pack(">HH", 4 + 40, 1) + b"Quistgaard^Ottilie MRN-7741903".ljust(40)
    place = stream.index(b"\xff\x52")
    ds.PixelData = encapsulate([stream[:place] + said + stream[place:]])
    content = stored(ds)
    result = clean_person(content, pixels=pixels)
    assert np.array_equal(stored_samples(result.output), stored_samples(content))


def test_case_42_icon_image(pixels: PixelCleaner) -> None:
    icon = item(Rows=64, Columns=128, BitsAllocated=8, BitsStored=8, HighBit=7, PixelRepresentation=0,
                SamplesPerPixel=1, PhotometricInterpretation="MONOCHROME2")  # fmt: skip
    icon.add_new(0x7FE00010, "OB", (letters(64, 128, ("QUIST",)) * 255).astype(np.uint8).tobytes())
    nested = item(ReferencedSOPClassUID="1.2.840.10008.5.1.4.1.1.2", ReferencedSOPInstanceUID="1.2.3",
                  IconImageSequence=items(icon))  # fmt: skip
    ds = ct(IconImageSequence=items(icon), ReferencedImageSequence=items(nested))
    result = clean_person(stored(ds), pixels=pixels)
    assert not [one for one in result.ds.iterall() if one.keyword == "IconImageSequence" and len(one.value)]
    assert [one.tag for one in result.ds.iterall() if one.tag == 0x7FE00010] == [0x7FE00010]
    assert result.ds.PixelData == ct().PixelData


KINDS = ["white", "inverted", "twelve bits", "colour", "palette"]


def written(kind: str, ink: np.ndarray) -> object:
    """An ultrasound or capture with letters, in one of the ways samples are stored."""
    if kind == "inverted":
        return picture(SC, 255 - grey(ink, 255, "u1"), "MONOCHROME1", ConversionType="WSD")
    if kind == "twelve bits":
        return picture(XA, grey(ink, 4095, "u2"), bits=12, BurnedInAnnotation="YES", Modality="XA")
    if kind == "colour":
        samples = np.repeat(grey(ink, 255, "u1")[..., None], 3, axis=2)
        samples[ink] = (255, 220, 0)
        return picture(US, samples, "RGB")
    if kind == "palette":
        ds = picture(US, grey(ink, 250, "u1"), "PALETTE COLOR")
        for colour in ("Red", "Green", "Blue"):
            setattr(ds, f"{colour}PaletteColorLookupTableDescriptor", [256, 0, 16])
            setattr(ds, f"{colour}PaletteColorLookupTableData", (np.arange(256) * 257).astype("<u2").tobytes())
        return ds
    return picture(US, grey(ink, 255, "u1"))


@pytest.mark.parametrize("kind", KINDS)
def test_case_43_burned_in_text(pixels: PixelCleaner, kind: str) -> None:
    ink = letters(144, 256)
    content = stored(written(kind, ink))
    with pytest.raises(DicomFault):
        clean(content)
    result = clean_person(content, pixels=pixels)
    ink_is_gone(stored_samples(content), stored_samples(result.output), result, ink)
    assert leaks(repr(result.said.pixels).encode(), PERSON) == []


def test_case_43_text_free_pictures_stay_as_they_are(pixels: PixelCleaner) -> None:
    content = stored(picture(US, (anatomy(144, 256) * 255).astype(np.uint8)))
    result = clean_person(content, pixels=pixels)
    assert result.ds.PixelData == content[-144 * 256 :]
    assert result.ds.BurnedInAnnotation == "NO"


def test_case_18_overlay_in_the_unused_high_bits(pixels: PixelCleaner) -> None:
    ink = letters(144, 256)
    samples = (anatomy(144, 256) * 4095).astype(np.uint16)
    content = stored(
        picture("2", samples | (ink.astype(np.uint16) << 13), bits=12, Modality="CT", ImageType=["ORIGINAL", "PRIMARY"])
    )
    assert np.array_equal(stored_samples(content) & 0xFFF, samples)
    result = clean_person(content, pixels=pixels)
    assert np.array_equal(np.frombuffer(result.ds.PixelData, "<u2").reshape(144, 256), samples)


@pytest.mark.parametrize(("colour", "photometric"), [(True, "RGB"), (True, "YBR_FULL"), (False, "MONOCHROME2")])
def test_case_63_cine_is_exact_outside_the_box(pixels: PixelCleaner, colour: bool, photometric: str) -> None:
    ink = letters(144, 256)
    frames = np.stack([grey(ink, 255, "u1", seed) for seed in range(6)])
    if colour:
        frames = np.repeat(frames[..., None], 3, axis=3)
        frames[..., 1:][..., ~ink, :] = 128 if photometric == "YBR_FULL" else frames[..., :1][..., ~ink, :]
        frames[:, ink] = (255, 128, 128) if photometric == "YBR_FULL" else (255, 220, 0)
    content = stored(picture(CINE, frames, photometric, FrameTime="40", CineRate=25))
    result = clean_person(content, pixels=pixels)
    ink_is_gone(frames, stored_samples(result.output), result, ink)
    assert (result.ds.NumberOfFrames, result.ds.FrameTime, result.ds.CineRate) == (6, 40, 25)
    assert result.ds.PhotometricInterpretation == photometric


def test_case_63_a_name_in_one_frame_only(pixels: PixelCleaner) -> None:
    ink = letters(144, 256)
    nothing = np.zeros_like(ink)
    frames = np.stack([grey(ink if number == 4 else nothing, 255, "u1", number) for number in range(6)])
    content = stored(picture(CINE, frames, FrameTime="40"))
    result = clean_person(content, pixels=pixels)
    ink_is_gone(frames, stored_samples(result.output), result, ink)


@pytest.mark.parametrize("syntax", [JPEG2000Lossless, RLELossless, JPEGLSLossless], ids=["J2K", "RLE", "JPEG-LS"])
def test_case_64_lossless_syntaxes_are_encoded_losslessly_again(pixels: PixelCleaner, syntax: str) -> None:
    ink = letters(144, 256)
    frames = np.stack([grey(ink, 255, "u1", seed) for seed in range(3)])
    ds = picture(CINE, frames, FrameTime="40")
    compress(ds, syntax, generate_instance_uid=False)
    content = stored(ds)
    result = clean_person(content, pixels=pixels)
    after = result.ds
    ink_is_gone(frames, stored_samples(result.output), result, ink)
    assert after.get("LossyImageCompression") in (None, "", "00")
    if after.file_meta.TransferSyntaxUID.is_encapsulated:
        offsets = parse_basic_offsets(after.PixelData)
        places, at = [], 0
        for fragment in generate_fragments(after.PixelData[8 + 4 * len(offsets) :]):
            places.append(at)
            at += 8 + len(fragment)
        assert len(places) == 3
        assert offsets in ([], places)


def test_case_64_lossy_frames_are_not_degraded_outside_the_box(pixels: PixelCleaner) -> None:
    ink = letters(144, 256, LINES)
    ds = picture(US, grey(ink, 255, "u1"), LossyImageCompression="01", LossyImageCompressionRatio="9")
    stream = jpeg_stream(np.frombuffer(ds.PixelData, np.uint8).reshape(144, 256))
    ds.file_meta.TransferSyntaxUID = JPEGBaseline8Bit
    ds.PixelData = encapsulate([stream])
    content = stored(ds)
    result = clean_person(content, pixels=pixels)
    ink_is_gone(stored_samples(content), stored_samples(result.output), result, ink)
    assert result.ds.LossyImageCompression == "01"
