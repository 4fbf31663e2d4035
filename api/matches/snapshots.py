from __future__ import annotations
import hashlib, json
from dataclasses import asdict, dataclass
from typing import Any
from matching.profile import SkillProfile
from matching.score import Ranked
@dataclass(frozen=True)
class Leaf:
    levels: dict[str, int]
    hash: str
    @classmethod
    def of(cls, item: Ranked, profile: SkillProfile) -> "Leaf":
        levels = dict(profile)
        data = json.dumps([item.id, item.rank, sorted(levels.items()), asdict(item.score)], sort_keys=True)
        return cls(levels, hashlib.sha256(data.encode()).hexdigest())
def run_hash(leaves: list[str], context: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps([leaves, context], sort_keys=True).encode()).hexdigest()
