"""Fills the caches of compiled code once, so that a fresh container answers its first request fast."""

from __future__ import annotations

from api.knowledge import Knowledge
from api.skills.service import Finding
from matching.index import warm

if __name__ == "__main__":
    knowledge = Knowledge.load(None)
    Finding(knowledge.search, knowledge.catalogue, None, None).linker()
    warm()
