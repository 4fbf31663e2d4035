"""The described-behaviour model with a fine-tuned multilingual encoder, averaged with the linear one.

Runs on onnxruntime with one thread a text, so the order of sums is fixed and nothing spins while it waits. Where
onnxruntime or tokenizers is not installed, or the artefact is absent, the linear model reads alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from importlib.resources import as_file, files
from importlib.util import find_spec
from typing import Any, Final, TypeVar

import numpy as np

from taxonomy.model import SkillId
from taxonomy.reading.behaviour import BehaviourModel, LinearBehaviour

FOLDER: Final = files("taxonomy.reading") / "data"
NETWORK: Final = "behaviour-encoder.onnx"
HEADER: Final = "behaviour-encoder.json"
PIECES: Final = "behaviour-encoder.tokens.json"
Found = TypeVar("Found")
REMEMBERED: Final = 4096
"""Texts whose scores are kept, by their redacted words."""

THREADS: Final = 2
"""So many texts of one reading are scored at a time, each on one thread: no sum changes its order."""


def side_by_side(read: Callable[[str], Found], texts: Sequence[str]) -> list[Found]:
    """``read`` of each text, ``THREADS`` at a time."""
    if len(texts) < THREADS:
        return [read(text) for text in texts]
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(read, texts))


def encoder_available() -> bool:
    """True when both libraries and the artefact are there."""
    libraries = all(find_spec(name) is not None for name in ("onnxruntime", "tokenizers"))
    return libraries and all((FOLDER / name).is_file() for name in (NETWORK, HEADER, PIECES))


class EncoderBehaviour:
    """Mean of the encoder's and the linear model's log-odds, calibrated together; threads may share it.

    Raises ModuleNotFoundError without onnxruntime and tokenizers, ValueError when the two models name other skills.
    """

    def __init__(self, linear: LinearBehaviour) -> None:
        import onnxruntime  # noqa: PLC0415 - heavy, and absent where the linear model reads alone
        from tokenizers import Tokenizer  # noqa: PLC0415

        header: dict[str, Any] = json.loads((FOLDER / HEADER).read_text(encoding="utf-8"))
        if tuple(header["skills"]) != linear.skills:
            raise ValueError("the encoder and the linear model were trained on other skills")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        with as_file(FOLDER / NETWORK) as path:
            self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_str((FOLDER / PIECES).read_text(encoding="utf-8"))
        self._linear = linear
        self._header = header
        self.version: str = f"{header['version']}+{linear.version}"
        self.skills: tuple[SkillId, ...] = linear.skills
        self.threshold: int = header["threshold"]
        self.scores = lru_cache(maxsize=REMEMBERED)(self._scores)

    def scores_of(self, texts: Sequence[str]) -> Sequence[Sequence[int]]:
        return side_by_side(self.scores, texts)

    def hints(self, texts: Sequence[str]) -> Sequence[Sequence[int]]:
        return self._linear.scores_of(texts)

    def _scores(self, text: str) -> Sequence[int]:
        header = self._header
        ids = self._tokenizer.encode(header["prefix"] + text, add_special_tokens=False).ids
        row = [header["begin"], *ids[: header["longest"] - 2], header["end"]]
        inputs = {"ids": np.array([row], dtype=np.int64), "mask": np.ones((1, len(row)), dtype=np.float32)}
        (seen,) = self._session.run(None, inputs)
        both = zip(np.rint(seen[0] * 1000).astype(int).tolist(), self._linear.scores(text), strict=True)
        return tuple((one + other) * header["slope"] // 2000 + header["offset"] for one, other in both)


def best_model() -> BehaviourModel:
    """The encoder where it can run, else the linear model alone."""
    linear = LinearBehaviour()
    return EncoderBehaviour(linear) if encoder_available() else linear
