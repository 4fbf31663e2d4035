"""The encoder as a network: a 12-layer, 384-wide BERT with one attention head of its own for every skill."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from taxonomy.training.source import Source

HALVES: Final[bool] = bool(torch.cpu.get_capabilities().get("avx512_bf16"))
"""Whether to learn with products in 16 bits: twice as fast where the processor has them. Others make a sibling."""
PRIOR: Final = -2.7
"""Log-odds of a skill before anything is read: about one text in sixteen shows it."""


class Layer(nn.Module):
    def __init__(self, source: Source, number: int, dropout: float) -> None:
        super().__init__()
        width, inner = source.sizes.hidden, source.sizes.inner
        self.heads, self.dropout = source.sizes.heads, dropout
        self.into = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.first_norm = nn.LayerNorm(width, eps=source.epsilon)
        self.widen = nn.Linear(width, inner)
        self.narrow = nn.Linear(inner, width)
        self.second_norm = nn.LayerNorm(width, eps=source.epsilon)
        self._load(source, f"l{number}.")

    def _load(self, source: Source, prefix: str) -> None:
        def fill(module: nn.Module, *names: str) -> None:
            rows, columns = module.weight.shape  # type: ignore[misc, operator]
            parts = [source.matrix(f"{prefix}{name}.w", rows // len(names), columns) for name in names]
            module.weight.data = torch.from_numpy(np.concatenate(parts))  # type: ignore[union-attr]
            bias = [source.plain(f"{prefix}{name}.b") for name in names]
            module.bias.data = torch.from_numpy(np.concatenate(bias))  # type: ignore[union-attr]

        fill(self.into, "q", "k", "v")
        fill(self.out, "ao")
        fill(self.widen, "fi")
        fill(self.narrow, "fo")
        for norm, name in ((self.first_norm, "aln"), (self.second_norm, "oln")):
            norm.weight.data = torch.from_numpy(source.plain(f"{prefix}{name}.w"))
            norm.bias.data = torch.from_numpy(source.plain(f"{prefix}{name}.b"))

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        rows, length, width = x.shape
        q, k, v = self.into(x).view(rows, length, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        attention = (q @ k.transpose(-1, -2) / math.sqrt(width // self.heads) + bias).softmax(-1)
        mixed = (attention @ v).transpose(1, 2).reshape(rows, length, width)
        x = self.first_norm(x + functional.dropout(self.out(mixed), self.dropout, self.training))
        deeper = self.narrow(functional.gelu(self.widen(x)))
        return self.second_norm(x + functional.dropout(deeper, self.dropout, self.training))


class Encoder(nn.Module):
    """``forward(ids, mask)``: texts × tokens of piece numbers and of ones and zeros → texts × skills of log-odds."""

    def __init__(self, source: Source, kept: list[int], skills: int, *, longest: int, dropout: float = 0.1) -> None:
        super().__init__()
        width = source.sizes.hidden
        words = source.matrix("emb.word", source.sizes.pieces, width)[kept]
        self.words = nn.Embedding.from_pretrained(torch.from_numpy(words), freeze=True)
        places = source.plain("emb.pos").reshape(-1, width)[:longest] + source.plain("emb.type")[:width]
        self.places = nn.Parameter(torch.from_numpy(places), requires_grad=False)
        self.norm = nn.LayerNorm(width, eps=source.epsilon)
        self.norm.weight.data = torch.from_numpy(source.plain("emb.ln.w"))
        self.norm.bias.data = torch.from_numpy(source.plain("emb.ln.b"))
        self.norm.requires_grad_(requires_grad=False)
        self.layers = nn.ModuleList(Layer(source, number, dropout) for number in range(source.sizes.layers))
        self.queries = nn.Parameter(torch.randn(skills, width) * 0.02)
        self.weights = nn.Parameter(torch.randn(skills, width) * 0.02)
        self.prior = nn.Parameter(torch.full((skills,), PRIOR))

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        x = self.norm(self.words(ids) + self.places[: ids.shape[1]])
        bias = (1.0 - mask) * -1e4
        for layer in self.layers:
            x = layer(x, bias[:, None, None, :])
        focus = (torch.matmul(x, self.queries.t()).transpose(1, 2) + bias[:, None, :]).softmax(-1)
        seen = functional.dropout(torch.matmul(focus, x), 0.2, self.training)
        return (seen * self.weights).sum(-1) + self.prior
