"""The trained tagger as files: what it knows of each piece in 8 bits, its convolutions as they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import torch
from torch import Tensor, nn

from taxonomy.redaction.tagger import HEADER, NETWORK, PIECES
from taxonomy.training.redaction.networks import SIGNALS, Pieces, TaggerNetwork

OPERATORS: Final = 17
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

    def __init__(self, network: TaggerNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor) -> Tensor:
        found: Tensor = self.network(ids, torch.ones_like(ids, dtype=torch.float32)).softmax(-1)
        return found[:, :, 1:]


def write(network: TaggerNetwork, pieces: Pieces, folder: Path, thresholds: dict[str, float]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    network.words = PackedPieces(network.words, pieces.number)
    torch.onnx.export(
        _Packaged(network.eval()),
        (torch.zeros((1, 9), dtype=torch.long),),
        str(folder / NETWORK),
        input_names=["ids"],
        output_names=["chances"],
        dynamic_axes={"ids": {1: "pieces"}, "chances": {1: "pieces"}},
        opset_version=OPERATORS,
        dynamo=False,
    )
    pieces.tokenizer.save(str(folder / PIECES), pretty=False)
    header = {"types": [signal.value for signal in SIGNALS], **thresholds}
    (folder / HEADER).write_text(json.dumps(header, indent=1) + "\n", encoding="utf-8")
