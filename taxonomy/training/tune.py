"""Fine-tunes the encoder on the behaviour corpus: all layers, AdamW, lower rates for lower layers, cross-entropy.

What comes out is the moving average of the weights on the way (Polyak & Juditsky 1992), not the last of them.
"""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from taxonomy.training.corpus import SKILLS, Text, truth
from taxonomy.training.network import HALVES, Encoder
from taxonomy.training.source import Source

PREFIX: Final = "query: "
"""What the encoder was taught to expect before a text."""
SHORTEST_SLIP: Final = 3
"""Words up to this length are seldom misspelt."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to fine-tune.

    ``slips``: share of texts with spelling slips; ``joined``: share shown with another text; ``kept``: how much of the
    average of the weights each step keeps.
    """

    epochs: int = 5
    batch: int = 16
    longest: int = 192
    rate: float = 2e-4
    head_rate: float = 2e-3
    layer_decay: float = 0.9
    warm_up: float = 0.1
    slips: float = 0.5
    joined: float = 0.15
    kept: float = 0.998
    seed: int = 7


def slip(text: str, chance: random.Random) -> str:
    """One spelling slip in about eight words: a letter left out, doubled, swapped, wrong or too many."""
    words = text.split(" ")
    for number, word in enumerate(words):
        if len(word) > SHORTEST_SLIP and chance.random() < 1 / 8:
            at = chance.randrange(1, len(word) - 1)
            other = chance.choice(string.ascii_lowercase)
            left, letter, right = word[:at], word[at], word[at + 1 :]
            wrong = (right, letter * 2 + right, right[0] + letter + right[1:], other + right, letter + other + right)
            words[number] = left + wrong[chance.randrange(len(wrong))]
    return " ".join(words)


def encode(tokenizer: Tokenizer, source_ends: tuple[int, int], text: str, longest: int) -> list[int]:
    begin, end = source_ends
    return [begin, *tokenizer.encode(PREFIX + text, add_special_tokens=False).ids[: longest - 2], end]


def padded(rows: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    length = max(map(len, rows))
    ids = torch.ones((len(rows), length), dtype=torch.long)
    mask = torch.zeros((len(rows), length))
    for number, row in enumerate(rows):
        ids[number, : len(row)] = torch.tensor(row)
        mask[number, : len(row)] = 1.0
    return ids, mask


def optimiser(model: Encoder, recipe: Recipe) -> torch.optim.AdamW:
    groups: list[dict[str, object]] = []
    for depth, layer in enumerate(reversed(model.layers)):
        rate = recipe.rate * recipe.layer_decay**depth
        groups.append({"params": [p for p in layer.parameters() if p.ndim > 1], "lr": rate, "weight_decay": 0.01})
        groups.append({"params": [p for p in layer.parameters() if p.ndim == 1], "lr": rate, "weight_decay": 0.0})
    head = [model.queries, model.weights, model.prior]
    groups.append({"params": head, "lr": recipe.head_rate, "weight_decay": 0.01})
    return torch.optim.AdamW(groups, fused=True)


def tune(
    texts: Sequence[Text],
    source: Source,
    kept: list[int],
    tokenizer: Tokenizer,
    recipe: Recipe,
    *,
    start: Encoder | None = None,
    say: Callable[[str], object] = print,
) -> Encoder:
    """The encoder after ``recipe``, from the source's weights or from ``start``."""
    torch.manual_seed(recipe.seed)
    chance = random.Random(recipe.seed)  # noqa: S311 - reproducible, not secret
    ends = (kept.index(source.begin), kept.index(source.end))
    model = start or Encoder(source, kept, len(SKILLS), longest=recipe.longest)
    wanted = torch.from_numpy(truth(texts).astype(np.float32))
    optimise = optimiser(model, recipe)
    steps = -(-len(texts) // recipe.batch) * recipe.epochs
    warm = int(steps * recipe.warm_up) + 1
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimise, lambda step: min((step + 1) / warm, max(0.02, (steps - step) / (steps - warm + 1)))
    )
    loss_of = nn.BCEWithLogitsLoss()
    average = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(recipe.kept))
    for epoch in range(recipe.epochs):
        model.train()
        total = 0.0
        batches = _batches(_shown(texts, wanted, tokenizer, ends, recipe, chance), recipe, chance)
        for rows, targets in batches:
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=HALVES):
                found = model(*padded(rows))
            loss = loss_of(found.float(), torch.stack(targets))
            optimise.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_((p for p in model.parameters() if p.requires_grad), 1.0)
            optimise.step()
            schedule.step()
            average.update_parameters(model)
            total += float(loss.detach())
        say(f"epoch {epoch + 1}: loss {total / len(batches):.4f}")
    averaged: Encoder = average.module.eval()
    return averaged


def _shown(
    texts: Sequence[Text],
    wanted: Tensor,
    tokenizer: Tokenizer,
    ends: tuple[int, int],
    recipe: Recipe,
    chance: random.Random,
) -> list[tuple[list[int], Tensor]]:
    """What one epoch shows: every text once, some misspelt, some with another one behind it."""
    shown = []
    for number, item in enumerate(texts):
        text, target = item.text, wanted[number]
        if chance.random() < recipe.joined:
            other = chance.randrange(len(texts))
            text, target = f"{text} {texts[other].text}", torch.maximum(target, wanted[other])
        if chance.random() < recipe.slips:
            text = slip(text, chance)
        shown.append((encode(tokenizer, ends, text, recipe.longest), target))
    return shown


def _batches(
    shown: list[tuple[list[int], Tensor]], recipe: Recipe, chance: random.Random
) -> list[tuple[list[list[int]], list[Tensor]]]:
    """Shuffled batches of rows of about one length, which wastes less padding."""
    chance.shuffle(shown)
    batches = []
    for start in range(0, len(shown), recipe.batch * 32):
        part = sorted(shown[start : start + recipe.batch * 32], key=lambda row: len(row[0]))
        for first in range(0, len(part), recipe.batch):
            rows, targets = zip(*part[first : first + recipe.batch], strict=True)
            batches.append((list(rows), list(targets)))
    chance.shuffle(batches)
    return batches


@torch.no_grad()
def log_odds(
    model: Encoder, source: Source, kept: list[int], tokenizer: Tokenizer, texts: Sequence[Text], longest: int
) -> NDArray[np.float64]:
    ends = (kept.index(source.begin), kept.index(source.end))
    rows = [model(*padded([encode(tokenizer, ends, text.text, longest)]))[0].numpy() for text in texts]
    return np.array(rows, dtype=np.float64)
