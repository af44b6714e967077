"""A PET phantom beside the CT one of `viewing_world`: the same frame of reference, its uptake known in SUV.

70 kg and 350 MBq one half-life before the scan make a factor of 70 000 g / 175 MBq = 4e-4. Every slice is stored with a
slope of its own, as scanners do.
"""

from typing import Any

import numpy as np
from pydicom import Dataset
from pydicom.uid import PositronEmissionTomographyImageStorage
from tests.apps.reads.viewing.viewing_world import SLICES, STEP_MM, slice_of

FACTOR = 4.0e-4
PIXEL_MM = 4.0
SIDE = 24
HOT_SUV, WARM_SUV = 10.0, 1.0
#: The hot box about the CT phantom's middle (x, y), in mm from it.
HOT_MM = 10.0
MIDDLE_MM = (1.75, 6.6)


def drug(**values: Any) -> Dataset:
    """How the tracer was given."""
    ds = Dataset()
    ds.RadionuclideTotalDose, ds.RadionuclideHalfLife = "350000000", "6600"
    ds.RadiopharmaceuticalStartTime = "101000"
    for name, value in values.items():
        setattr(ds, name, value)
    return ds


def pet_phantom(given: Dataset | None = None, slices: int = SLICES, **values: Any) -> list[Dataset]:
    """Warm slices with a hot box in the middle three; `values` are put over the attributes of each."""
    offset = (SIDE - 1) / 2 * PIXEL_MM
    along = (np.arange(SIDE) * PIXEL_MM - offset)[None, :]
    down = (np.arange(SIDE) * PIXEL_MM - offset)[:, None]
    found = []
    for number in range(slices):
        hot = (abs(along) <= HOT_MM) & (abs(down) <= HOT_MM) & (abs(number - slices // 2) <= 1)
        slope = round(0.45 + 0.05 * number, 2)
        pixels = np.rint(np.where(hot, HOT_SUV, WARM_SUV) / FACTOR / slope)
        position = (MIDDLE_MM[0] - offset, MIDDLE_MM[1] - offset, (number - slices // 2) * STEP_MM)
        about = {
            "SOPClassUID": PositronEmissionTomographyImageStorage, "Modality": "PT", "SeriesInstanceUID": "1.2.3.4.8",
            "PixelSpacing": [str(PIXEL_MM), str(PIXEL_MM)], "BitsStored": 16, "HighBit": 15, "Units": "BQML",
            "RescaleSlope": str(slope), "RescaleIntercept": "0", "WindowCenter": "10000", "WindowWidth": "20000",
            "CorrectedImage": ["ATTN", "DECY"], "DecayCorrection": "START", "PatientWeight": "70",
            "SeriesDate": "20260302", "SeriesTime": "120000", "AcquisitionDate": "20260302",
            "AcquisitionTime": "120000", "RadiopharmaceuticalInformationSequence": [given or drug()],
        }  # fmt: skip
        found.append(slice_of(pixels, position, **{**about, **values}))
    return found
