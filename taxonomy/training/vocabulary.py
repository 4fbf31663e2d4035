"""The tokenizer of the encoder, cut down to the pieces that Dutch and English words use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory
from tokenizers import Regex, Tokenizer, normalizers
from tokenizers.models import Unigram
from tokenizers.pre_tokenizers import Metaspace

from taxonomy.model import Language
from taxonomy.training.source import Source

MOST_PIECES: Final = 40_000
LATIN_END: Final = 0x250
_TYPOGRAPHY: Final = frozenset("€–—‘’“”…•▁")


def tokenizer(pieces: Sequence[str], scores: Sequence[float], unknown: int) -> Tokenizer:
    """A Unigram tokenizer (Kudo 2018) over the given pieces; white space runs count as one space."""
    built = Tokenizer(Unigram(list(zip(pieces, scores, strict=True)), unk_id=unknown, byte_fallback=False))
    built.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " ")])
    built.pre_tokenizer = Metaspace(prepend_scheme="always")
    return built


def kept_pieces(source: Source, texts: Iterable[str]) -> list[int]:
    """Numbers of the pieces worth keeping: special ones, Latin letters, those of ``texts``, the most used ones."""
    whole = tokenizer(source.pieces, source.scores.tolist(), source.unknown)
    always = {source.begin, source.padding, source.end, source.unknown}
    always |= {
        number
        for number, piece in enumerate(source.pieces)
        if all(ord(c) < LATIN_END or c in _TYPOGRAPHY for c in piece) and len(piece.lstrip("▁")) <= 1
    }
    for text in texts:
        always.update(whole.encode(text, add_special_tokens=False).ids)
    used: Counter[int] = Counter()
    for batch in _batches(_words()):
        for encoding in whole.encode_batch(batch, add_special_tokens=False):
            used.update(encoding.ids)
    by_use = sorted(used, key=lambda number: (-used[number], number))
    extra = [number for number in by_use if number not in always]
    return sorted(always | set(extra[: max(MOST_PIECES - len(always), 0)]))


def _words() -> Iterator[str]:
    """Every form in the word lists of simplemma, as it stands and with a capital."""
    factory = DefaultDictionaryFactory()
    for language in Language:
        for form in sorted(factory.get_dictionary(language.value)):
            yield form
            yield form.capitalize()


def _batches(words: Iterable[str], size: int = 10_000) -> Iterator[list[str]]:
    batch: list[str] = []
    for word in words:
        batch.append(word)
        if len(batch) == size:
            yield batch
            batch = []
    yield batch
