"""``python -m taxonomy.training.sentence_encoder``: writes what ``taxonomy.linking`` packages.

Nothing is trained: multilingual-e5-small (Wang et al. 2024) as it came, its products in whole numbers, with the word
table cut down to the pieces of Dutch and English words and the mean over tokens as a vector of length one.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from taxonomy.catalogue import load_catalogue
from taxonomy.linking import Linker, OnnxEmbedder
from taxonomy.linking.embedding import DEPTHS_OUTPUT
from taxonomy.linking.vectors import PACKAGED
from taxonomy.training import corpus, tune, vocabulary
from taxonomy.training.export import OPERATORS, PackedWords
from taxonomy.training.network import Layer
from taxonomy.training.quantise import SAMPLED, in_whole_numbers
from taxonomy.training.source import Source, model_file

FOLDER: Final = PACKAGED.with_name("encoder")
LONGEST: Final = 128
DEPTHS: Final = (5, 9, 12)
"""Of twelve layers. The last must be among them."""


class SentenceEncoder(nn.Module):
    """``forward(ids, mask)``: texts × tokens of piece numbers and of ones and zeros → unit vectors, texts × width.

    And the same after each layer of ``DEPTHS``, side by side: what a text is about shows best between the layers that
    know its words and the last, which compares whole texts.
    """

    def __init__(self, source: Source, kept: list[int]) -> None:
        super().__init__()
        width = source.sizes.hidden
        self.words = PackedWords(source, kept)
        self.places = nn.Parameter(
            torch.from_numpy(source.plain("emb.pos").reshape(-1, width)[:LONGEST] + source.plain("emb.type")[:width])
        )
        self.norm = nn.LayerNorm(width, eps=source.epsilon)
        self.norm.weight.data = torch.from_numpy(source.plain("emb.ln.w"))
        self.norm.bias.data = torch.from_numpy(source.plain("emb.ln.b"))
        self.layers = nn.ModuleList(Layer(source, number, 0.0) for number in range(source.sizes.layers))

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        x = self.norm(self.words(ids) + self.places[: ids.shape[1]])
        bias = (1.0 - mask)[:, None, None, :] * -1e4
        held = mask[:, :, None]
        depths = []
        for number, layer in enumerate(self.layers, start=1):
            x = layer(x, bias)
            if number in DEPTHS:
                depths.append(functional.normalize((x * held).sum(1) / held.sum(1), dim=-1))
        return depths[-1], torch.cat(depths, -1)


def write(folder: Path) -> None:
    """Write ``model.onnx``, ``tokenizer.json`` and ``encoder.json`` into ``folder``; pieces already kept there stay."""
    folder.mkdir(parents=True, exist_ok=True)
    source = Source(model_file())
    kept = _there(folder, source) or vocabulary.kept_pieces(source, [tune.PREFIX])
    whole = folder / "model.whole.onnx"
    torch.onnx.export(
        SentenceEncoder(source, kept).eval(),
        (torch.zeros((1, 9), dtype=torch.long), torch.ones((1, 9))),
        str(whole),
        input_names=["input_ids", "attention_mask"],
        output_names=["sentence_embedding", DEPTHS_OUTPUT],
        dynamic_axes={name: {0: "texts", 1: "tokens"} for name in ("input_ids", "attention_mask")},
        opset_version=OPERATORS,
        dynamo=False,
    )
    pieces, scores = [source.pieces[i] for i in kept], [float(source.scores[i]) for i in kept]
    tokenizer = vocabulary.tokenizer(pieces, scores, kept.index(source.unknown))
    ends = kept.index(source.begin), kept.index(source.end)
    rows = [tune.encode(tokenizer, ends, text.text, LONGEST) for text in corpus.load()[::SAMPLED]]
    network = in_whole_numbers(onnx.load(str(whole)), [_inputs(row) for row in rows])
    onnx.save(network, str(folder / "model.onnx"))
    whole.unlink()
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    header = {
        "name": "multilingual-e5-small",
        "prefix": tune.PREFIX,
        "begin": ends[0],
        "end": ends[1],
        "longest": LONGEST,
    }
    (folder / "encoder.json").write_text(json.dumps(header, indent=1) + "\n", encoding="utf-8")


def _there(folder: Path, source: Source) -> list[int]:
    """Numbers of the pieces that the tokenizer in ``folder`` knows; none without one."""
    file = folder / "tokenizer.json"
    if not file.is_file():
        return []
    numbers = {piece: number for number, piece in enumerate(source.pieces)}
    return [numbers[piece] for piece, _ in json.loads(file.read_text(encoding="utf-8"))["model"]["vocab"]]


def _inputs(row: list[int]) -> dict[str, NDArray[Any]]:
    return {"input_ids": np.array([row]), "attention_mask": np.ones((1, len(row)), dtype=np.float32)}


if __name__ == "__main__":
    write(FOLDER)
    PACKAGED.unlink(missing_ok=True)
    imported = Path(sys.argv[1]) if sys.argv[1:] else None  # an ESCO bundle, whose labels then have vectors too
    Linker(load_catalogue(imported), OnnxEmbedder(FOLDER), kept=PACKAGED)
