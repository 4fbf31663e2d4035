"""``python -m taxonomy.training``: rebuild the behaviour artefacts and their cards from the corpus."""

from __future__ import annotations

import os
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import taxonomy.reading
from taxonomy.training import card, corpus, encoder, linear, usage

FOLDER = Path(taxonomy.reading.__file__).parent / "data"


def main() -> None:
    texts = corpus.load()
    scores = linear.train(texts, FOLDER / "behaviour-linear.npz")
    card.write(card.card("Linear behaviour model", texts, scores), FOLDER, "behaviour-linear")
    usage.write([text for text in texts if text.batch not in encoder.HELD_OUT], FOLDER / "usage.npz")
    encoder.train(texts, FOLDER)


if __name__ == "__main__":
    main()
