"""Commands of measurement: what `centralis measure roi` and `centralis measure suv` do.

Answers go to stdout as JSON. On bad input a sentence goes to stderr, nothing is written, and the exit code is 2.
"""

import json
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, NoReturn

import nibabel
import numpy as np
import typer
from nibabel.filebasedimages import ImageFileError
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track

from centralis.core.dicom.faults import DicomFault
from centralis.core.measurement.pet_facts import facts_of_image, facts_of_series
from centralis.core.measurement.roi import measure_region
from centralis.core.measurement.suv import Kind, PetFacts, compute_suv_factor

measure_app = typer.Typer(no_args_is_help=True, help="Measure regions and uptake.")

BAD_INPUT = 2
_SAME_PLACE_MM = 1e-3
_MOST_VOXELS = 2**31


def _refuse(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(BAD_INPUT)


@measure_app.command("roi")
def roi(
    image: Annotated[Path, typer.Argument(help="The image, NIfTI.")],
    mask: Annotated[Path, typer.Argument(help="The region, NIfTI of the same grid: everything above 0.")],
) -> None:
    """Print volume, shape and intensity statistics of a region, by IBSI tag, with units."""
    values, affine, spacing_mm = _volume(image)
    region, other, _ = _volume(mask)
    if values.shape != region.shape:
        _refuse(f"{mask}: the mask has {region.shape} voxels, the image {values.shape}. They need one grid.")
    if not np.allclose(affine, other, atol=_SAME_PLACE_MM):
        _refuse(f"{mask}: the mask lies elsewhere than the image (their affines differ). They need one grid.")
    try:
        found = measure_region(values, region > 0, spacing_mm)
    except ValueError as error:
        _refuse(f"{mask}: {error}")
    typer.echo(json.dumps(found.to_json(), indent=2))


def _volume(path: Path) -> tuple[NDArray[np.float64], NDArray[np.float64], tuple[float, float, float]]:
    """A NIfTI volume: values, affine, and the spacing of its axes in mm."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            loaded: Any = nibabel.load(path)
            if not 0 < int(np.prod(loaded.shape, dtype=object)) <= _MOST_VOXELS:
                _refuse(f"{path}: {loaded.shape} voxels are more than can be measured.")
            values = np.squeeze(np.asarray(loaded.dataobj, dtype=np.float64))
            steps = [float(step) for step in loaded.header.get_zooms()[:3]]
    except FileNotFoundError:
        _refuse(f"{path}: there is no such file.")
    except (ImageFileError, OSError, ValueError, EOFError) as error:
        _refuse(f"{path}: not a NIfTI image that can be read ({error}).")
    if values.ndim != 3:
        _refuse(f"{path}: a volume of three dimensions is expected, found {values.ndim}.")
    return values, np.asarray(loaded.affine, dtype=np.float64), (steps[0], steps[1], steps[2])


@measure_app.command("suv")
def suv(
    folder: Annotated[Path, typer.Argument(help="A folder with the images of one PET series.")],
    kind: Annotated[Kind, typer.Option(help="By which body measure uptake is divided.")] = Kind.BODY_WEIGHT,
) -> None:
    """Print the factor from rescaled values to SUV with its inputs, or null with the reason."""
    if not folder.is_dir():
        _refuse(f"{folder}: there is no such folder.")
    try:
        facts = facts_of_series(_images(folder))
    except ValueError as error:
        _refuse(f"{folder}: {error}")
    typer.echo(json.dumps(compute_suv_factor(facts, kind).to_json(), indent=2, default=str))


def _images(folder: Path) -> Iterator[PetFacts]:
    files = sorted(path for path in folder.iterdir() if path.is_file())
    for path in track(files, description="Headers", console=Console(stderr=True), transient=True):
        try:
            yield facts_of_image(path.read_bytes())
        except (DicomFault, OSError) as error:
            _refuse(f"{path}: {error}")
