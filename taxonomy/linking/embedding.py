"""Sentences as vectors: the ``Embedder`` protocol, and any ONNX sentence encoder behind it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache
from importlib.resources import as_file, files
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any, Final, Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Progress = Callable[[int, int], None]
"""Called with how many texts are done and how many there are."""

FOLDER: Final = files("taxonomy.linking") / "data" / "encoder"
NETWORK: Final = "model.onnx"
PIECES: Final = "tokenizer.json"
HEADER: Final = "encoder.json"
DEPTHS_OUTPUT: Final = "depths"
_BATCH: Final = 32
_SPREAD: Final = 1.5
_LONGEST: Final = 128
_loading: Final = Lock()


class Embedder(Protocol):
    """Texts in, vectors out. ``version`` names the encoder and its weights: equal versions give equal vectors."""

    @property
    def version(self) -> str: ...

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Texts × width, every row of length one; the same for any number of threads."""
        ...


class DeepEmbedder(Embedder, Protocol):
    """An embedder that also shows what it makes of a text on the way."""

    def depths(self, text: str) -> Vectors:
        """One row: what ``embed`` gives of the text after several of the network's layers, side by side."""
        ...


Known = TypeVar("Known", bound=Embedder)


class KnownEmbedder(Generic[Known]):
    """The embedder that something was learned with, loaded when it is first asked for."""

    def __init__(self, load: Callable[[], Known], version: str) -> None:
        self._load, self._version = load, version

    def get(self) -> Known:
        """Raises ValueError for an embedder of another version."""
        return self._loaded

    @cached_property
    def _loaded(self) -> Known:
        embedder = self._load()
        if embedder.version != self._version:
            raise ValueError(f"this was learned with another embedder: {self._version}")
        return embedder


class OnnxEmbedder:
    """A folder with ``model.onnx`` and ``tokenizer.json``; threads may share it.

    The network takes ``input_ids`` and ``attention_mask`` (and ``token_type_ids``) and gives vectors of texts or of
    tokens, whose mean is then taken. ``encoder.json`` may say ``name``, ``prefix`` (what the encoder expects before a
    text), ``longest`` (tokens) and ``begin``, ``end`` (their numbers, for a tokenizer that does not set them itself).

    Raises ModuleNotFoundError without onnxruntime and tokenizers, FileNotFoundError without a file, ValueError when
    the network takes something else.
    """

    def __init__(self, folder: Path) -> None:
        import onnxruntime  # noqa: PLC0415 - heavy, and absent where linking is lexical
        from tokenizers import Tokenizer  # noqa: PLC0415

        network = (folder / NETWORK).read_bytes()
        pieces = (folder / PIECES).read_text(encoding="utf-8")
        header: dict[str, Any] = {"name": folder.name, "prefix": "", "longest": _LONGEST}
        if (folder / HEADER).is_file():
            header |= json.loads((folder / HEADER).read_text(encoding="utf-8"))
        options = onnxruntime.SessionOptions()
        # One thread: two workers on two cores do not fight, and sums are added in one order.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
        self._inputs = {each.name: _NUMBERS[each.type] for each in self._session.get_inputs() if each.type in _NUMBERS}
        if not {"input_ids", "attention_mask"} <= self._inputs.keys() <= _KNOWN:
            raise ValueError(f"{NETWORK} takes other inputs than {', '.join(sorted(_KNOWN))}")
        self._output = self._session.get_outputs()[0].name
        self._tokenizer = Tokenizer.from_str(pieces)
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._header = header
        digest = hashlib.sha256(network + json.dumps([pieces, header], sort_keys=True).encode()).hexdigest()
        self.version: str = f"{header['name']}-{digest[:12]}"

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        rows = [self._tokens(text) for text in texts]
        vectors: Vectors | None = None
        done = 0
        for part in _batches([len(row) for row in rows]):
            found = self._vectors([rows[number] for number in part])
            if vectors is None:
                vectors = np.zeros((len(rows), found.shape[1]), dtype=np.float32)
            vectors[part] = found
            if progress:
                progress(done := done + len(part), len(rows))
        return np.zeros((0, 0), dtype=np.float32) if vectors is None else vectors

    def depths(self, text: str) -> Vectors:
        """One row of several unit vectors. Raises InvalidArgument of onnxruntime for a network without this output."""
        row: Vectors = self._session.run([DEPTHS_OUTPUT], self._numbers([self._tokens(text)]))[0][0]
        return row

    def _tokens(self, text: str) -> list[int]:
        header = self._header
        own = "begin" in header
        ids: list[int] = self._tokenizer.encode(header["prefix"] + text, add_special_tokens=not own).ids
        if own:
            return [header["begin"], *ids[: header["longest"] - 2], header["end"]]
        return ids if len(ids) <= header["longest"] else [*ids[: header["longest"] - 1], ids[-1]]

    def _numbers(self, rows: Sequence[Sequence[int]]) -> dict[str, NDArray[Any]]:
        length = max(map(len, rows))
        numbers = {name: np.zeros((len(rows), length), dtype=kind) for name, kind in self._inputs.items()}
        for number, row in enumerate(rows):
            numbers["input_ids"][number, : len(row)] = row
            numbers["attention_mask"][number, : len(row)] = 1
        return numbers

    def _vectors(self, rows: Sequence[Sequence[int]]) -> Vectors:
        numbers = self._numbers(rows)
        found: NDArray[Any] = self._session.run([self._output], numbers)[0]
        if found.ndim == _OF_TOKENS:
            found = (found * numbers["attention_mask"][:, :, None]).sum(1)
        norms = np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)
        return np.asarray(found / norms, dtype=np.float32)


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Numbers of rows of about one length, the shortest first: padding costs as much as words."""
    part: list[int] = []
    for number in sorted(range(len(lengths)), key=lambda number: (lengths[number], number)):
        if part and (len(part) == _BATCH or lengths[number] > _SPREAD * lengths[part[0]]):
            yield part
            part = []
        part.append(number)
    if part:
        yield part


_NUMBERS: Final[dict[str, type[np.generic]]] = {"tensor(int64)": np.int64, "tensor(float)": np.float32}
_KNOWN: Final = frozenset({"input_ids", "attention_mask", "token_type_ids"})
_OF_TOKENS: Final = 3


def embedder_available() -> bool:
    """True when the packaged encoder can run here: both libraries and its files are there."""
    libraries = all(find_spec(name) is not None for name in ("onnxruntime", "tokenizers"))
    return libraries and all((FOLDER / name).is_file() for name in (NETWORK, PIECES, HEADER))


def packaged_embedder() -> OnnxEmbedder:
    """multilingual-e5-small in whole numbers, Dutch and English pieces only: one for the process, whoever asks for it.

    Raises as ``OnnxEmbedder`` does.
    """
    with _loading:
        return _packaged()


@lru_cache(maxsize=1)
def _packaged() -> OnnxEmbedder:
    with as_file(FOLDER) as folder:
        return OnnxEmbedder(folder)
