"""``python -m taxonomy.training.sentence_encoder``: writes what ``taxonomy.linking`` packages.

Nothing is trained: multilingual-e5-small (Wang et al. 2024) as it came, in the 4 bits it came in, with the word table
cut down to the pieces of Dutch and English words and the mean over tokens as a vector of length one.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

import onnx
import torch
from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer
from torch import Tensor, nn
from torch.nn import functional

from taxonomy.catalogue import load_catalogue
from taxonomy.linking import Linker, OnnxEmbedder
from taxonomy.linking.vectors import PACKAGED
from taxonomy.training import vocabulary
from taxonomy.training.export import OPERATORS, WHOLE_NUMBERS, PackedWords
from taxonomy.training.network import Layer
from taxonomy.training.source import BLOCK, Source, model_file

FOLDER: Final = PACKAGED.with_name("encoder")
LONGEST: Final = 128


class SentenceEncoder(nn.Module):
    """``forward(ids, mask)``: texts × tokens of piece numbers and of ones and zeros → texts × width, unit vectors."""

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

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        x = self.norm(self.words(ids) + self.places[: ids.shape[1]])
        bias = (1.0 - mask)[:, None, None, :] * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        held = mask[:, :, None]
        return functional.normalize((x * held).sum(1) / held.sum(1), dim=-1)


def write(folder: Path, kept: list[int] | None = None) -> None:
    """Write ``model.onnx``, ``tokenizer.json`` and ``encoder.json`` into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    source = Source(model_file())
    kept = kept or vocabulary.kept_pieces(source, ["query: "])
    whole = folder / "model.whole.onnx"
    torch.onnx.export(
        SentenceEncoder(source, kept).eval(),
        (torch.zeros((1, 9), dtype=torch.long), torch.ones((1, 9))),
        str(whole),
        input_names=["input_ids", "attention_mask"],
        output_names=["sentence_embedding"],
        dynamic_axes={name: {0: "texts", 1: "tokens"} for name in ("input_ids", "attention_mask")},
        opset_version=OPERATORS,
        dynamo=False,
    )
    # Blocks and scales are those of the source, so quantising again to the same 4 bits changes nothing.
    config = DefaultWeightOnlyQuantConfig(block_size=BLOCK, is_symmetric=True, accuracy_level=WHOLE_NUMBERS, bits=4)
    quantizer = MatMulNBitsQuantizer(onnx.load(str(whole)), bits=4, block_size=BLOCK, algo_config=config)
    quantizer.process()
    onnx.save(quantizer.model.model, str(folder / "model.onnx"))
    whole.unlink()
    pieces, scores = [source.pieces[i] for i in kept], [float(source.scores[i]) for i in kept]
    tokenizer = vocabulary.tokenizer(pieces, scores, kept.index(source.unknown))
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    header = {
        "name": "multilingual-e5-small",
        "prefix": "query: ",
        "begin": kept.index(source.begin),
        "end": kept.index(source.end),
        "longest": LONGEST,
    }
    (folder / "encoder.json").write_text(json.dumps(header, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(FOLDER)
    PACKAGED.unlink(missing_ok=True)
    imported = Path(sys.argv[1]) if sys.argv[1:] else None  # an ESCO bundle, whose labels then have vectors too
    Linker(load_catalogue(imported), OnnxEmbedder(FOLDER), kept=PACKAGED)
