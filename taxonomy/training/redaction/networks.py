"""The two networks of the tagger: half of multilingual-e5-small reads with care, a few convolutions are quick.

The careful one teaches the quick one, and reads again where that sees anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from taxonomy.redaction.mask import MASKS
from taxonomy.redaction.signals import Signal
from taxonomy.training import vocabulary
from taxonomy.training.network import Layer
from taxonomy.training.source import Source

SIGNALS: Final = (
    Signal.NAME,
    Signal.BIRTH_DATE,
    Signal.AGE,
    Signal.AGE_HINT,
    Signal.YEAR,
    Signal.EXPERIENCE,
    Signal.GENDER,
    Signal.FAMILY,
    Signal.ORIGIN,
    Signal.RELIGION,
    Signal.HEALTH,
    Signal.ORIENTATION,
    Signal.PHOTO,
    Signal.ADDRESS,
    Signal.EMAIL,
    Signal.PHONE,
    Signal.URL,
    Signal.ID,
)
"""What a piece can tell; column 0 of every output is: nothing."""
LONGEST: Final = 512
WIDTH: Final = 192
REACH: Final = (1, 2, 4, 8)
"""How far apart the three pieces stand that each convolution sees: fifteen pieces to either side in all."""
DEPTH: Final = 6
"""Layers of the encoder that the careful network keeps."""
FROZEN: Final = 2
"""Lower layers of it that stay as they came."""
_SHAPES: Final = 18


class Pieces:
    """The word pieces of both networks: those of Dutch and English words, one for every mask, one for a line break."""

    def __init__(self, source: Source) -> None:
        self.kept = vocabulary.kept_pieces(source, [])
        self.texts = [source.pieces[number] for number in self.kept]
        scores = [float(source.scores[number]) for number in self.kept]
        self.unknown = self.kept.index(source.unknown)
        self.padding = self.kept.index(source.padding)
        self.tokenizer: Tokenizer = vocabulary.tokenizer(self.texts, scores, self.unknown)
        self.tokenizer.add_special_tokens([*MASKS.values(), "\n"])
        self.number: int = self.tokenizer.get_vocab_size()

    def shapes(self) -> Tensor:
        """Per piece: capitals, digits or signs, and whether a word begins; every added piece is a shape of its own."""
        added = range(_SHAPES, _SHAPES + self.number - len(self.texts))
        return torch.tensor([*map(_shape, self.texts), *added])

    def words(self, source: Source) -> Tensor:
        """Pieces × width of the source; the added ones are zero."""
        rows = torch.from_numpy(source.matrix("emb.word", source.sizes.pieces, source.sizes.hidden)[self.kept])
        return torch.cat([rows, torch.zeros(self.number - len(rows), rows.shape[1])])


def _shape(piece: str) -> int:
    word = piece.lstrip("▁")
    kind = next(number for number, holds in enumerate(_kinds(word)) if holds)
    return kind * 2 + piece.startswith("▁")


def _kinds(word: str) -> Sequence[bool]:
    digits = any(character.isdigit() for character in word)
    letters = word.isalpha()
    return (
        not word,
        word.isdigit(),
        digits,
        letters and word.islower(),
        letters and word.isupper() and len(word) > 1,
        letters and word[0].isupper(),
        letters,
        True,
    )


class CarefulNetwork(nn.Module):
    """``forward(ids, mask)``: texts × pieces → texts × pieces × (1 + signals) of log-odds.

    ``words`` may be replaced by what gives the same rows for the pieces of the source.
    """

    def __init__(self, source: Source, pieces: Pieces, dropout: float = 0.1) -> None:
        super().__init__()
        width = source.sizes.hidden
        self.known, self.dropout = len(pieces.texts), dropout
        self.words: nn.Module = nn.Embedding.from_pretrained(pieces.words(source), freeze=True)
        self.added = nn.Parameter(torch.randn(pieces.number - self.known, width) * 0.05)
        places = source.plain("emb.pos").reshape(-1, width)[:LONGEST] + source.plain("emb.type")[:width]
        self.places = nn.Parameter(torch.from_numpy(places), requires_grad=False)
        self.norm = nn.LayerNorm(width, eps=source.epsilon)
        self.norm.weight.data = torch.from_numpy(source.plain("emb.ln.w"))
        self.norm.bias.data = torch.from_numpy(source.plain("emb.ln.b"))
        self.norm.requires_grad_(requires_grad=False)
        self.layers = nn.ModuleList(Layer(source, number, dropout) for number in range(DEPTH))
        for layer in self.layers[:FROZEN]:
            layer.requires_grad_(requires_grad=False)
        self.out = nn.Linear(width, 1 + len(SIGNALS))

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        added = self.added[(ids - self.known).clamp(min=0)]
        words = torch.where((ids >= self.known)[..., None], added, self.words(ids.clamp(max=self.known - 1)))
        x = self.norm(words + self.places[: ids.shape[1]])
        bias = (1.0 - mask)[:, None, None, :] * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        found: Tensor = self.out(functional.dropout(x, self.dropout, self.training))
        return found


class Block(nn.Module):
    """A gated convolution over three pieces (Dauphin et al. 2017), added to what it reads."""

    def __init__(self, reach: int, dropout: float) -> None:
        super().__init__()
        self.norm, self.dropout = nn.LayerNorm(WIDTH), dropout
        self.near = nn.Conv1d(WIDTH, 2 * WIDTH, 3, padding=reach, dilation=reach)
        self.out = nn.Linear(WIDTH, WIDTH)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        gated = functional.glu(self.near((self.norm(x) * mask).transpose(1, 2)).transpose(1, 2), -1)
        return x + functional.dropout(self.out(gated), self.dropout, self.training)


class QuickNetwork(nn.Module):
    """As ``CarefulNetwork``, many times as fast. ``words`` may be replaced by what it gives for each piece."""

    def __init__(self, source: Source, pieces: Pieces, dropout: float = 0.15) -> None:
        super().__init__()
        self.words: nn.Module = Words(source, pieces)
        self.blocks = nn.ModuleList(Block(reach, dropout) for reach in REACH)
        self.whole = nn.Linear(WIDTH, WIDTH)
        self.norm, self.out = nn.LayerNorm(WIDTH), nn.Linear(WIDTH, 1 + len(SIGNALS))
        self.dropout = dropout

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        held = mask[:, :, None]
        x = functional.dropout(self.words(ids), self.dropout, self.training)
        for number, block in enumerate(self.blocks):
            x = block(x, held)
            if number == 1:
                whole = (x * held).sum(1) / held.sum(1)
                x = x + functional.relu(self.whole(whole))[:, None, :]
        found: Tensor = self.out(self.norm(x))
        return found


class Words(nn.Module):
    """What the encoder knows of each piece, narrowed, and its shape."""

    def __init__(self, source: Source, pieces: Pieces) -> None:
        super().__init__()
        self.table = nn.Embedding.from_pretrained(pieces.words(source), freeze=True)
        self.register_buffer("shapes", pieces.shapes())
        self.shape = nn.Embedding(int(pieces.shapes().max()) + 1, WIDTH)
        self.norm = nn.LayerNorm(source.sizes.hidden)
        self.narrow = nn.Linear(source.sizes.hidden, WIDTH)

    def forward(self, ids: Tensor) -> Tensor:
        narrowed: Tensor = self.narrow(self.norm(self.table(ids)))
        return narrowed + self.shape(self.shapes[ids])  # type: ignore[index]
