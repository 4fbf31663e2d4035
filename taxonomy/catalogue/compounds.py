"""Dutch writes two words as one: taking such a word apart where both halves are known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

SHORTEST_HALF: Final = 4
_LINKS: Final = ("", "s", "n", "e")


def halves(word: str, weight: Callable[[str], float]) -> tuple[str, ...]:
    """The two words in ``word``, without the letter that links them; none when no cut leaves two known words.

    ``weight``: how much a word says, 0 for one that is not known. Of several cuts the one that says most is taken.
    """
    best: tuple[float, tuple[str, ...]] = (0.0, ())
    for at in range(SHORTEST_HALF, len(word) - SHORTEST_HALF + 1):
        tail = weight(word[at:])
        for link in _LINKS if tail else ():
            head = word[:at].removesuffix(link)
            if len(head) >= SHORTEST_HALF and word[:at] == head + link:
                best = max(best, (tail * weight(head), (head, word[at:])))
    return best[1] if best[0] else ()
