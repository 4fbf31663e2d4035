"""The tuned encoder as one ONNX file: products in whole numbers, the word table in the 4 bits it came in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import onnx
import torch
from torch import Tensor, nn

from taxonomy.training.network import Encoder
from taxonomy.training.quantise import in_whole_numbers
from taxonomy.training.source import BLOCK, Source

OPERATORS: Final = 17


class PackedWords(nn.Module):
    """The frozen word table, unpacked row by row when asked: a quarter of the size, the same numbers."""

    def __init__(self, source: Source, kept: list[int]) -> None:
        super().__init__()
        packed = source.packed("emb.word", source.sizes.pieces, source.sizes.hidden)[kept]
        scale = packed[:, :, :2].copy().view(np.float16).reshape(len(kept), -1)
        self.register_buffer("scale", torch.from_numpy(scale))
        self.register_buffer("packed", torch.from_numpy(packed[:, :, 2:].reshape(len(kept), -1).copy()))

    def forward(self, ids: Tensor) -> Tensor:
        rows, length = ids.shape
        pairs = self.packed[ids].to(torch.int32).view(rows, length, -1, BLOCK // 2)  # type: ignore[index, operator]
        high = pairs // 16
        weights = torch.cat([pairs - high * 16, high], -1).float() - 8.0
        return (weights * self.scale[ids].float().unsqueeze(-1)).reshape(rows, length, -1)  # type: ignore[index, operator]


def export(model: Encoder, source: Source, kept: list[int], rows: Sequence[list[int]], target: Path) -> None:
    """Write ``target``: inputs ``ids`` and ``mask`` (texts × tokens), output ``log_odds`` (texts × skills).

    ``rows``: pieces of texts to see how large values get.
    """
    model.eval()
    model.words = PackedWords(source, kept)  # type: ignore[assignment]
    whole = target.with_suffix(".whole.onnx")
    torch.onnx.export(
        model,
        (torch.zeros((1, 9), dtype=torch.long), torch.ones((1, 9))),
        str(whole),
        input_names=["ids", "mask"],
        output_names=["log_odds"],
        dynamic_axes={"ids": {0: "texts", 1: "tokens"}, "mask": {0: "texts", 1: "tokens"}, "log_odds": {0: "texts"}},
        opset_version=OPERATORS,
        dynamo=False,
    )
    samples = [{"ids": np.array([row]), "mask": np.ones((1, len(row)), dtype=np.float32)} for row in rows]
    onnx.save(in_whole_numbers(onnx.load(str(whole)), samples), str(target))
    whole.unlink()
