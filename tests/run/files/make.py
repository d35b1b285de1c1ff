"""Makes the files beside it with NumPy: `python make.py`."""

import gzip
import struct
from pathlib import Path

import numpy as np

here = Path(__file__).parent


def npy(name, array, version=None):
    with open(here / name, "wb") as file:
        np.lib.format.write_array(file, array, version=version)


def zip_free_of_dates(name, write):
    """`numpy.savez` dates its members 1980, so that the files do not change."""
    write(here / name, counts=np.arange(6, dtype=np.int64).reshape(2, 3), halves=np.arange(4) / 2)


npy("counts.npy", np.arange(12, dtype=np.float32).reshape(3, 4))
npy("columns_first.npy", np.asfortranarray(np.arange(24, dtype=">i2").reshape(2, 3, 4) - 12))
npy("flags.npy", np.array([True, False, True]), version=(2, 0))
npy("scalar.npy", np.array(2.5))
npy("large.npy", np.array([2**63, 1], dtype=np.uint64), version=(3, 0))
npy("complex.npy", np.array([1j]))
zip_free_of_dates("stored.npz", np.savez)
zip_free_of_dates("packed.npz", np.savez_compressed)

images = struct.pack(">BBBB3I", 0, 0, 0x08, 3, 2, 2, 3) + bytes(range(0, 240, 20))
(here / "images.idx").write_bytes(images)
(here / "images.idx.gz").write_bytes(gzip.compress(images, mtime=0))
(here / "labels.idx").write_bytes(struct.pack(">BBBBI", 0, 0, 0x08, 1, 2) + bytes([2, 0]))
(here / "doubles.idx").write_bytes(struct.pack(">BBBBI2d", 0, 0, 0x0E, 1, 2, -1.5, 1e300))
