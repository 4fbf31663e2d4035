"""Trains the encoder behaviour model, sets its threshold on held-out batches and writes its artefact and card."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from tokenizers import Tokenizer

from taxonomy.reading.encoder import HEADER, NETWORK, PIECES
from taxonomy.training import card, linear, tune, vocabulary
from taxonomy.training.corpus import SKILLS, Text, truth
from taxonomy.training.export import export
from taxonomy.training.measure import best_threshold
from taxonomy.training.network import Encoder
from taxonomy.training.quantise import SAMPLED
from taxonomy.training.source import Source, model_file

HELD_OUT: Final = frozenset({"H", "I"})
"""Whole batches, an English and a Dutch one, written to harder briefs than the rest."""
FIRST: Final = frozenset("ABCDEFG")
"""The batches of the first stage: plain texts. The second stage adds long, rough and misleading ones."""
STAGES: Final = (tune.Recipe(), tune.Recipe(epochs=4, rate=1e-4, head_rate=1e-3, seed=8))
THREADS: Final = 2
"""Sums are added in another order on another number: the artefact is the same only on as many, of a like processor."""


def held_out(texts: Sequence[Text]) -> list[bool]:
    """Which texts the encoder is not shown, because its threshold and figures come from them."""
    return [text.batch in HELD_OUT for text in texts]


def train(texts: Sequence[Text], folder: Path) -> None:
    """Fine-tune in two stages on the texts that are not held out, then ``finish``."""
    torch.set_num_threads(THREADS)
    source = Source(model_file())
    kept = vocabulary.kept_pieces(source, [tune.PREFIX + text.text for text in texts])
    tokenizer = _tokenizer(source, kept)
    shown = [text for text, out in zip(texts, held_out(texts), strict=True) if not out]
    plain = [text for text in shown if text.batch in FIRST]
    model = tune.tune(plain, source, kept, tokenizer, STAGES[0])
    model = tune.tune(shown, source, kept, tokenizer, STAGES[1], start=model)
    finish(model, texts, source, kept, folder)


def _tokenizer(source: Source, kept: list[int]) -> Tokenizer:
    pieces, scores = [source.pieces[i] for i in kept], [float(source.scores[i]) for i in kept]
    return vocabulary.tokenizer(pieces, scores, kept.index(source.unknown))


def finish(model: Encoder, texts: Sequence[Text], source: Source, kept: list[int], folder: Path) -> None:
    """Score the held-out texts together with a linear model that never saw them either; write artefact and card."""
    tokenizer, recipe = _tokenizer(source, kept), STAGES[-1]
    out = held_out(texts)
    unseen = [text for text, held in zip(texts, out, strict=True) if held]
    shown = [text for text, held in zip(texts, out, strict=True) if not held]
    seen = np.rint(tune.log_odds(model, source, kept, tokenizer, unseen, recipe.longest) * 1000)
    lexical = linear.held_out_scores(shown, unseen)
    slope, offset = _calibration((seen + lexical) / 2000, truth(unseen))
    scores = np.floor((seen + lexical) * slope / 2000).astype(np.int64) + offset
    ends = kept.index(source.begin), kept.index(source.end)
    rows = [tune.encode(tokenizer, ends, text.text, recipe.longest) for text in shown[::SAMPLED]]
    export(model, source, kept, rows, folder / NETWORK)
    tokenizer.save(str(folder / PIECES), pretty=False)
    header = {
        "skills": SKILLS,
        "prefix": tune.PREFIX,
        "begin": ends[0],
        "end": ends[1],
        "longest": recipe.longest,
        "slope": slope,
        "offset": offset,
        "threshold": best_threshold(scores, truth(unseen)),
        "version": f"encoder-{hashlib.sha256((folder / NETWORK).read_bytes()).hexdigest()[:12]}",
    }
    (folder / HEADER).write_text(json.dumps(header, indent=1) + "\n", encoding="utf-8")
    card.write(
        card.card("Encoder and linear behaviour model, averaged", unseen, scores), folder, "behaviour-encoder-card"
    )


def _calibration(scores: NDArray[np.float64], wanted: NDArray[np.bool_]) -> tuple[int, int]:
    """One slope and offset for all skills (Platt 1999), in thousandths."""
    platt = LogisticRegression(C=1.0).fit(scores.reshape(-1, 1), wanted.reshape(-1))
    return round(float(platt.coef_[0, 0]) * 1000), round(float(platt.intercept_[0]) * 1000)
