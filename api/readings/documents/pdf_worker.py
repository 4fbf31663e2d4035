"""Run as a script: a PDF on stdin, ``{"text"}`` or ``{"problem"}`` as JSON on stdout.

It limits itself before it looks at the file, and imports nothing of the service.
"""

from __future__ import annotations

import io
import json
import re
import resource
import sys
import unicodedata
from typing import Final

from pypdf import PageObject, PdfReader
from pypdf.errors import LimitReachedError

_MEMORY: Final = 512 * 1024 * 1024
_FEWEST_LETTERS: Final = 20
_HYPHENATED: Final = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010]\n(?!(?:en|of|and|or)\b)(?=[a-zà-ÿ])")


class _RefusedError(Exception):
    pass


def main(max_pages: int, max_characters: int, seconds: int) -> None:
    for kind, limit in ((resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_FSIZE, 0)):
        resource.setrlimit(kind, (limit, limit))
    try:
        answer = {"text": _text(sys.stdin.buffer.read(), max_pages, max_characters)}
    except _RefusedError as refusal:
        answer = {"problem": str(refusal)}
    except Exception:  # noqa: BLE001  a hostile file can make the parser fail in any way
        answer = {"problem": "damaged"}
    sys.stdout.write(json.dumps(answer))


def _text(content: bytes, max_pages: int, max_characters: int) -> str:
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):  # an empty password only forbids changes
        raise _RefusedError("encrypted")
    if len(reader.pages) > max_pages:
        raise _RefusedError("pages")
    pages, length = [], 0
    for page in reader.pages:
        # ligatures and the like become the letters a reader sees
        pages.append(unicodedata.normalize("NFKC", page.extract_text()).replace("\x00", ""))
        length += len(pages[-1])
        if length > max_characters:
            raise _RefusedError("characters")
    text = "\n".join(pages)
    if sum(character.isalpha() for character in text) < _FEWEST_LETTERS:
        raise _RefusedError("unpacks" if any(map(_unpacks_to_too_much, reader.pages)) else "no text")
    return _HYPHENATED.sub("", text)


def _unpacks_to_too_much(page: PageObject) -> bool:
    """Whether a page was passed over because it is larger than the parser takes: it reads nothing then, silently."""
    try:
        content = page.get_contents()
        if content is not None:
            content.get_data()
    except LimitReachedError:
        return True
    return False


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]))
