"""Trains both networks, piece by piece, on the marks; the quick one also on what the careful one says."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from taxonomy.redaction.mask import MASK
from taxonomy.redaction.signals import Signal
from taxonomy.redaction.tagger import RETURNABLE_MASKS
from taxonomy.training.network import HALVES
from taxonomy.training.redaction.fragments import Shown
from taxonomy.training.redaction.networks import SIGNALS, CarefulNetwork, Pieces

NUMBERS: Final = {None: 0} | {signal: number for number, signal in enumerate(SIGNALS, 1)}
NOT_COUNTED: Final = -100
SLIP: Final = 1 / 70
"""Chance of a spelling slip at each letter of a text that has slips."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train. ``rough``: share of texts shown misspelt, in one case, or without the rules' help."""

    epochs: int
    batch: int
    rate: float
    rough: float
    longest: int = 160
    unknown: float = 0.0
    decay: float = 0.9
    seed: int = 3


CAREFUL: Final = (
    Recipe(epochs=4, batch=16, rate=2e-4, rough=0.3),
    Recipe(epochs=3, batch=16, rate=1e-4, rough=0.3, seed=4),
)
QUICK: Final = Recipe(epochs=20, batch=32, rate=2e-3, rough=0.4, unknown=0.06)


class Lesson(NamedTuple):
    """A text as met and as written; ``soft``: pieces × (1 + signals), what the careful network makes of it as met.

    ``written`` is None for a text without marks, which only that network can speak of.
    """

    met: Shown
    written: Shown | None
    soft: Tensor | None = None


class Row(NamedTuple):
    ids: list[int]
    wanted: list[int]
    soft: Tensor | None


def train(
    model: nn.Module,
    lessons: Sequence[Lesson],
    pieces: Pieces,
    recipe: Recipe,
    say: Callable[[str], object] = print,
) -> None:
    """Trains in place; ends in evaluation mode."""
    torch.manual_seed(recipe.seed)
    chance = random.Random(recipe.seed)  # noqa: S311 - reproducible, not secret
    optimise = torch.optim.AdamW(_groups(model, recipe), weight_decay=0.01, fused=True)
    steps = recipe.epochs * -(-len(lessons) // recipe.batch)
    warm = steps // 10 + 1
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimise, lambda step: min((step + 1) / warm, max(0.02, (steps - step) / (steps - warm + 1)))
    )
    started = time.monotonic()
    for epoch in range(recipe.epochs):
        model.train()
        total = 0.0
        batches = _batches([_row(lesson, pieces, recipe, chance) for lesson in lessons], recipe.batch, chance)
        for rows in batches:
            loss = _loss(model, rows, pieces.padding)
            optimise.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_((each for each in model.parameters() if each.requires_grad), 1.0)
            optimise.step()
            schedule.step()
            total += float(loss.detach())
        say(f"epoch {epoch + 1}: loss {total / len(batches):.4f}, {time.monotonic() - started:.0f} s")
    model.eval()


def _groups(model: nn.Module, recipe: Recipe) -> list[dict[str, object]]:
    """Lower rates for lower layers of the careful network; what is new in it learns ten times as fast."""
    if not isinstance(model, CarefulNetwork):
        return [{"params": [each for each in model.parameters() if each.requires_grad], "lr": recipe.rate}]
    groups: list[dict[str, object]] = [{"params": [*model.out.parameters(), model.added], "lr": recipe.rate * 10}]
    for depth, layer in enumerate(reversed(model.layers)):
        weights = [each for each in layer.parameters() if each.requires_grad]
        if weights:
            groups.append({"params": weights, "lr": recipe.rate * recipe.decay**depth})
    return groups


def _loss(model: nn.Module, rows: Sequence[Row], padding: int) -> Tensor:
    ids, mask = padded([row.ids for row in rows], padding)
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=HALVES):
        found = model(ids, mask)
    found = found.float()
    wanted = torch.full(ids.shape, NOT_COUNTED)
    for number, row in enumerate(rows):
        wanted[number, : len(row.wanted)] = torch.tensor(row.wanted)
    parts = []
    if (wanted != NOT_COUNTED).any():
        parts.append(functional.cross_entropy(found.transpose(1, 2), wanted, ignore_index=NOT_COUNTED))
    taught = [(number, row.soft) for number, row in enumerate(rows) if row.soft is not None]
    if taught:
        own = torch.cat([found[number, : len(soft)] for number, soft in taught]).log_softmax(-1)
        parts.append(-(torch.cat([soft for _, soft in taught]).float() * own).sum(-1).mean())
    return torch.stack(parts).mean()


def padded(rows: Sequence[Sequence[int]], padding: int) -> tuple[Tensor, Tensor]:
    ids = torch.full((len(rows), max(map(len, rows))), padding)
    mask = torch.zeros(ids.shape)
    for number, row in enumerate(rows):
        ids[number, : len(row)] = torch.tensor(row)
        mask[number, : len(row)] = 1.0
    return ids, mask


def encoded(shown: Shown, pieces: Pieces) -> tuple[list[int], list[int]]:
    """Piece numbers, and what each tells: what most of its characters tell, where that is half of them."""
    encoding = pieces.tokenizer.encode(shown.text, add_special_tokens=False)
    wanted = []
    for start, end in encoding.offsets:
        counts = Counter(told for told in shown.told[start:end] if told)
        enough = counts and 2 * counts.total() >= len(shown.text[start:end].strip())
        wanted.append(NUMBERS[counts.most_common(1)[0][0]] if enough else 0)
    return encoding.ids, wanted


def weighed(soft: Tensor, marked: Shown, text: str, pieces: Pieces) -> Tensor:
    """``soft`` of a text with the masks of ``marked``: of those that may be returned only the marks speak."""
    masks = {pieces.tokenizer.token_to_id(mask) for mask in RETURNABLE_MASKS}
    wanted = iter([kind for number, kind in zip(*encoded(marked, pieces), strict=True) if number in masks])
    found = soft.clone()
    for place, number in enumerate(pieces.tokenizer.encode(text, add_special_tokens=False).ids[: len(soft)]):
        if number in masks:
            found[place] = 0
            found[place, next(wanted)] = 1
    return found


def _row(lesson: Lesson, pieces: Pieces, recipe: Recipe, chance: random.Random) -> Row:
    soft = None
    if lesson.written is None:
        ids, wanted = encoded(lesson.met, pieces)
        wanted = [NOT_COUNTED] * len(ids)
        soft = lesson.soft
    elif chance.random() < recipe.rough:
        ids, wanted = encoded(roughened(lesson, chance), pieces)
    else:
        ids, wanted = encoded(lesson.met, pieces)
        soft = lesson.soft
    ids = [pieces.unknown if chance.random() < recipe.unknown else number for number in ids[: recipe.longest]]
    return Row(ids, wanted[: recipe.longest], None if soft is None else soft[: recipe.longest])


def roughened(lesson: Lesson, chance: random.Random) -> Shown:
    """As written, misspelt, in small letters, or in capitals."""
    shown = lesson.written if lesson.written is not None and chance.random() < 1 / 2 else lesson.met
    kind = chance.random()
    if kind < 1 / 8:
        return _cased(shown, str.lower)
    if kind < 1 / 6:
        return _cased(shown, str.upper)
    return _misspelt(shown, chance)


def _cased(shown: Shown, case: Callable[[str], str]) -> Shown:
    masked = _in_masks(shown.text)
    text = "".join(
        character if place in masked or len(case(character)) != 1 else case(character)
        for place, character in enumerate(shown.text)
    )
    return Shown(text, shown.told)


def _misspelt(shown: Shown, chance: random.Random) -> Shown:
    """A letter here and there left out, doubled, or swapped with the next."""
    masked = _in_masks(shown.text)
    text: list[str] = []
    told: list[Signal | None] = []
    for place, (character, tells) in enumerate(zip(*shown, strict=True)):
        text.append(character)
        told.append(tells)
        if not character.isalpha() or place in masked or chance.random() >= SLIP:
            continue
        kind = chance.randrange(3)
        if kind == 0:
            text.pop()
            told.pop()
        elif kind == 1:
            text.append(character)
            told.append(tells)
        elif len(text) > 1 and text[-2].isalpha():
            text[-2], text[-1] = text[-1], text[-2]
    return Shown("".join(text), tuple(told))


def _in_masks(text: str) -> set[int]:
    return {place for mask in MASK.finditer(text) for place in range(mask.start(), mask.end())}


def _batches(rows: Iterable[Row], size: int, chance: random.Random) -> list[list[Row]]:
    """Shuffled batches of rows of about one length, which wastes less padding."""
    shuffled = [row for row in rows if row.ids]
    chance.shuffle(shuffled)
    batches = []
    for start in range(0, len(shuffled), size * 16):
        part = sorted(shuffled[start : start + size * 16], key=lambda row: len(row.ids))
        batches += [part[first : first + size] for first in range(0, len(part), size)]
    chance.shuffle(batches)
    return batches


@torch.no_grad()
def opinion(model: nn.Module, text: str, pieces: Pieces, longest: int) -> Tensor:
    """Pieces × (1 + signals) of chances, for the first ``longest`` pieces."""
    ids = pieces.tokenizer.encode(text, add_special_tokens=False).ids[:longest]
    if not ids:
        return torch.zeros((0, 1 + len(SIGNALS)))
    found: Tensor = model(*padded([ids], pieces.padding))[0].softmax(-1)
    return found
