"""The trained networks as files: what the quick one knows of each piece in 8 bits, the careful one in whole numbers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import onnx
import torch
from torch import Tensor, nn

from taxonomy.redaction.tagger import CAREFUL, HEADER, LONGEST_PART, PIECES, QUICK
from taxonomy.training.export import OPERATORS, PackedWords
from taxonomy.training.quantise import in_whole_numbers
from taxonomy.training.redaction.networks import SIGNALS, CarefulNetwork, Pieces, QuickNetwork
from taxonomy.training.source import Source

_STEPS: Final = 127


class PackedPieces(nn.Module):
    """``Words`` for every piece, worked out beforehand: whole numbers of 8 bits and a scale for each piece."""

    def __init__(self, words: nn.Module, number: int) -> None:
        super().__init__()
        with torch.no_grad():
            rows = words(torch.arange(number))
        scale = rows.abs().amax(1, keepdim=True) / _STEPS
        self.register_buffer("scale", scale)
        self.register_buffer("packed", (rows / scale).round().to(torch.int8))

    def forward(self, ids: Tensor) -> Tensor:
        return self.packed[ids].float() * self.scale[ids]  # type: ignore[index, operator, no-any-return]


class _Packaged(nn.Module):
    """``forward(ids)``: one text → its pieces × signals of chances, nothing left out."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor) -> Tensor:
        found: Tensor = self.network(ids, torch.ones_like(ids, dtype=torch.float32)).softmax(-1)
        return found[:, :, 1:]


def write_quick(network: QuickNetwork, pieces: Pieces, folder: Path) -> None:
    network.words = PackedPieces(network.words, pieces.number)
    _export(network, folder / QUICK)


def write_careful(network: CarefulNetwork, source: Source, pieces: Pieces, texts: Sequence[str], folder: Path) -> None:
    """``texts`` show how large values get in it, which multiplies in whole numbers."""
    network.words = PackedWords(source, pieces.kept)
    target = folder / CAREFUL
    whole = target.with_suffix(".whole.onnx")
    _export(network, whole)
    rows = [pieces.tokenizer.encode(text, add_special_tokens=False).ids[:LONGEST_PART] for text in texts]
    samples = [{"ids": np.array([row])} for row in rows if row]
    onnx.save(in_whole_numbers(onnx.load(str(whole)), samples), str(target))
    whole.unlink()


def write_header(pieces: Pieces, folder: Path, thresholds: dict[str, float]) -> None:
    pieces.tokenizer.save(str(folder / PIECES), pretty=False)
    header = {"types": [signal.value for signal in SIGNALS], **thresholds}
    (folder / HEADER).write_text(json.dumps(header, indent=1) + "\n", encoding="utf-8")


def _export(network: nn.Module, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        _Packaged(network.eval()),
        (torch.zeros((1, 9), dtype=torch.long),),
        str(target),
        input_names=["ids"],
        output_names=["chances"],
        dynamic_axes={"ids": {1: "pieces"}, "chances": {1: "pieces"}},
        opset_version=OPERATORS,
        dynamo=False,
    )
