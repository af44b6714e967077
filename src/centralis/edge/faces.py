"""The faces of one series, looked for and removed. Runs in a child process: decoders meet bytes from outside here only.

It comes after cleaning, on cleaned files, and before anything is sealed or handed on. Geometry, frame of reference and
UIDs stay: the copies got new UIDs when they were cleaned, and RTSTRUCT, SEG and presentation states of the same run
refer to those. So contours and masks still lie where they lay.

What to do with the answer: `removed` waits until a person has looked at both pictures and confirmed that no face can
be recognised; `undecided` is held until a person has looked; `no_face` goes on. The pictures show the patient: they are
kept as closely as the images and are never part of what leaves.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from pydicom import Dataset, dcmread
from pydicom import Sequence as Items
from pydicom.uid import UID

from centralis.core.deid.faces import PlacedImage, Stack, assemble, find_face, remove_face, render_head
from centralis.core.deid.pixels.frames import Frames
from centralis.core.deid.pixels.picture import stored
from centralis.core.dicom.codecs import encode_frame, lossless_syntax
from centralis.core.dicom.elements import parse
from centralis.core.dicom.faults import DicomFault
from centralis.core.dicom.fragments import put_together
from centralis.core.dicom.samples import Layout, layout_of, put_native
from centralis.core.dicom.values import Values

_CODE, _MEANING = "113102", "Clean Recognizable Visual Features Option"
_MODALITIES = ("CT", "MR", "PT")
_MOST_SAMPLES = 1_500_000_000
_VALUE_AT = 12  # in an encapsulated pixel element, which is always explicit


@dataclass(slots=True)
class _File:
    """One file of the series: its name in the job, its path, and the numbers of its frames among all images."""

    name: str
    path: Path
    first: int
    frames: int


@dataclass(slots=True)
class _Changes:
    """What is to be written: image number to (mask of changed voxels, stored fill); numbers; pictures by name."""

    images: dict[int, tuple[Any, int]] = field(default_factory=dict)
    numbers: dict[str, float] = field(default_factory=dict)
    pictures: dict[str, Any] = field(default_factory=dict)


class _Undecided(Exception):
    """Why geometry cannot tell; a person must look."""


def deface_series(job: dict[str, Any]) -> dict[str, Any]:
    """Look for a face in the cleaned files of one series and write copies without it.

    job: `files`, pairs of a name and a path; `folder`, an existing folder for what is written; optionally `seed` of
    the new surface (else from the pixels themselves, so that a second run gives the same files) and `ears`.
    Answer: `outcome` no_face, removed or undecided; `present` (False, True, None) and `why`; `numbers`; `files`, name
    to path of each new file (all files of the series when the face was removed, else none); `written`, name to
    `sha256` and `bytes`; `before` and `after`, paths of PNG pictures or None. Never raises on a file's content.
    """
    try:
        return _dealt_with(job)
    except _Undecided as why:
        return _answer("undecided", str(why), {})
    except DicomFault as fault:
        return _answer("undecided", fault.sentence, {})
    except (MemoryError, RecursionError):
        raise
    except Exception as fault:  # a strange file must end with a person, whatever it made a decoder throw
        return _answer("undecided", f"The series could not be read as a volume ({type(fault).__name__}).", {})


def _answer(outcome: str, why: str, numbers: Mapping[str, float]) -> dict[str, Any]:
    present = {"no_face": False, "removed": True}.get(outcome)
    return {
        "outcome": outcome, "present": present, "why": why, "numbers": dict(numbers), "files": {}, "written": {},
        "before": None, "after": None,
    }  # fmt: skip


def _dealt_with(job: dict[str, Any]) -> dict[str, Any]:
    files, images, said = _read([(str(name), Path(path)) for name, path in job["files"]])
    modality = str(said.get("Modality", ""))
    if modality not in _MODALITIES:
        return _answer("no_face", "This kind of image shows no face that could be rendered.", {})
    seed = job.get("seed")
    if seed is None:
        digest = hashlib.sha256()
        for image in images:
            digest.update(image.samples.tobytes())
        seed = int.from_bytes(digest.digest()[:8], "little")
    stacks = assemble(images, modality, _whole(said.get("PixelPaddingValue")), str(said.get("BodyPartExamined", "")))
    images.clear()
    changes = _Changes()
    whys = [_stack(stack, int(seed), bool(job.get("ears")), changes) for stack in stacks]
    folder = Path(job["folder"])
    if not changes.images:
        return _answer("no_face", " ".join(dict.fromkeys(whys)), changes.numbers)
    answer = _answer("removed", " ".join(dict.fromkeys(whys)), changes.numbers)
    for name, pixels in changes.pictures.items():
        answer[name] = str(folder / f"{name}.png")
        Image.fromarray(pixels).save(answer[name], format="PNG")
    for number, one in enumerate(files):
        target = folder / f"{number:06d}.dcm"
        _write(one, target, changes.images)
        content = target.read_bytes()
        answer["files"][one.name] = str(target)
        answer["written"][one.name] = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    return answer


def _stack(stack: Stack, seed: int, ears: bool, changes: _Changes) -> str:
    """Deal with one volume of the series; returns why it has or had no face. Raises _Undecided."""
    if stack.volume is None:
        raise _Undecided(f"The series is no even volume: {stack.why}. A person must look.")
    volume = stack.volume
    finding = find_face(volume)
    changes.numbers.update(finding.numbers)
    if finding.present is None:
        raise _Undecided(finding.why)
    if not finding.present or finding.head is None:
        return finding.why
    removal = remove_face(volume, finding, seed, ears)
    cleared = volume.with_samples(removal.samples)
    again = find_face(cleared)
    if again.present is not False or removal.numbers["brain_voxels_lost"]:
        raise _Undecided("A face was found, but removing it left a form like a face; a person must look.")
    if removal.numbers["changed_voxels"] == 0:
        raise _Undecided("A face was found, but nothing of it could be removed; a person must look.")
    changes.numbers.update(removal.numbers)
    for name in ("face_tissue_before_brain_ml", "protrusion_mm"):
        changes.numbers[f"{name}_left"] = float(again.numbers.get(name, 0.0))
    changes.pictures = {"before": render_head(volume, finding.head), "after": render_head(cleared, finding.head)}
    for index, members in enumerate(stack.members):
        if removal.changed[index].any():
            mask = np.packbits(removal.changed[index])
            changes.images.update(dict.fromkeys(members, (mask, int(removal.fill[index]))))
    return "A face was found and removed; the brain was not touched."


def _read(named: Sequence[tuple[str, Path]]) -> tuple[list[_File], list[PlacedImage], Dataset]:
    """All images of the files, placed. Raises _Undecided when they have no place."""
    files: list[_File] = []
    images: list[PlacedImage] = []
    said, total = Dataset(), 0
    for name, path in named:
        header = dcmread(path, stop_before_pixels=True)
        said = said if files else header
        if header.get("Modality") not in _MODALITIES:
            files.append(_File(name, path, len(images), 0))
            continue
        frames, layout = _opened(path)
        if layout.samples != 1:
            raise _Undecided("The series holds colour pictures, such as renderings of a head; a person must look.")
        total += layout.rows * layout.columns * layout.frames
        if total > _MOST_SAMPLES:
            raise _Undecided("The series is too large to be looked at as one volume; a person must look.")
        files.append(_File(name, path, len(images), layout.frames))
        for number in range(layout.frames):
            images.append(_placed(header, number, stored(frames.samples(number), layout)))
    return files, images, said


def _opened(path: Path) -> tuple[Frames, Layout]:
    parsed = parse(path.read_bytes())
    values = Values(parsed.data, parsed.elements)
    layout = layout_of(values)
    return Frames(parsed, values, layout), layout


def _placed(header: Dataset, number: int, samples: Any) -> PlacedImage:
    """Where one image lies (PS3.3 C.7.6.2; C.7.6.16.2.3 and .4 for frames of enhanced objects)."""
    position = _said(header, number, "PlanePositionSequence", "ImagePositionPatient")
    orientation = _said(header, number, "PlaneOrientationSequence", "ImageOrientationPatient")
    spacing = _said(header, number, "PixelMeasuresSequence", "PixelSpacing")
    if position is None or orientation is None or spacing is None or len(position) != 3 or len(orientation) != 6:
        raise _Undecided("The images do not say where they lie in the patient; a person must look.")
    slope = _said(header, number, "PixelValueTransformationSequence", "RescaleSlope")
    intercept = _said(header, number, "PixelValueTransformationSequence", "RescaleIntercept")
    x, y, z = (float(one) for one in position)
    return PlacedImage(
        (x, y, z), tuple(float(one) for one in orientation), (float(spacing[0]), float(spacing[1])), samples,
        float(slope) if slope else 1.0, float(intercept) if intercept is not None else 0.0,
    )  # fmt: skip


def _said(header: Dataset, number: int, group: str, keyword: str) -> Any:
    """A value from the frame's own functional group, the shared one, or the object itself."""
    own = header.get("PerFrameFunctionalGroupsSequence")
    shared = header.get("SharedFunctionalGroupsSequence")
    for item in (own[number] if own and number < len(own) else None, shared[0] if shared else None):
        inner = item.get(group) if item is not None else None
        if inner and inner[0].get(keyword) is not None:
            return inner[0].get(keyword)
    return header.get(keyword)


def _whole(value: Any) -> int | None:
    return int(value) if isinstance(value, int) else None


def _write(one: _File, target: Path, changes: Mapping[int, tuple[Any, int]]) -> None:
    """The file with its changed frames and with flags that say what was done (PS3.15 E.3.2, PS3.3 C.12.1.1.7)."""
    dataset = dcmread(one.path)
    dataset.RecognizableVisualFeatures = "NO"
    dataset.pop("IconImageSequence", None)
    codes = list(dataset.get("DeidentificationMethodCodeSequence") or [])
    if _CODE not in [code.get("CodeValue") for code in codes]:
        item = Dataset()
        item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = _CODE, "DCM", _MEANING
        dataset.DeidentificationMethodCodeSequence = Items([*codes, item])
    own = {number: changes[one.first + number] for number in range(one.frames) if one.first + number in changes}
    if own:
        for keyword in ("SmallestImagePixelValue", "LargestImagePixelValue"):
            dataset.pop(keyword, None)
        frames, layout = _opened(one.path)
        if frames.encapsulated is None:
            _native(dataset, frames, layout, own)
        else:
            _encapsulated(dataset, frames, layout, own)
    dataset.save_as(target)


def _filled(samples: Any, change: tuple[Any, int], layout: Layout) -> Any:
    """The frame with the fill in its changed voxels; bits beside the stored ones stay."""
    mask = np.unpackbits(change[0], count=layout.rows * layout.columns).astype(bool).reshape(samples.shape)
    words = samples.view(f"<u{samples.dtype.itemsize}").copy()
    bits = (change[1] << (layout.high_bit + 1 - layout.bits_stored)) & layout.mask
    outside = ~layout.mask & ((1 << layout.bits_allocated) - 1)
    words[mask] = (words[mask] & outside) | bits
    return words.view(samples.dtype)


def _native(dataset: Dataset, frames: Frames, layout: Layout, own: Mapping[int, tuple[Any, int]]) -> None:
    value = bytearray(dataset.PixelData)
    for number, change in own.items():
        put_native(value, layout, number, _filled(frames.samples(number), change, layout))
    dataset.PixelData = bytes(value)


def _encapsulated(dataset: Dataset, frames: Frames, layout: Layout, own: Mapping[int, tuple[Any, int]]) -> None:
    """Changed frames encoded again without loss; the others keep their streams unless the syntax had to change."""
    syntax = lossless_syntax(frames.syntax, layout)

    def stream(number: int) -> bytes:
        if number not in own and syntax == frames.syntax:
            return frames.stream(number)
        samples = frames.samples(number)
        return encode_frame(_filled(samples, own[number], layout) if number in own else samples, syntax, layout)

    element, _ = put_together((stream(number) for number in range(layout.frames)), False)
    dataset.pop("ExtendedOffsetTable", None)
    dataset.pop("ExtendedOffsetTableLengths", None)
    dataset.PixelData = bytes(element[_VALUE_AT:-8])
    dataset["PixelData"].VR = "OB"
    dataset["PixelData"].is_undefined_length = True
    dataset.file_meta.TransferSyntaxUID = UID(syntax)
