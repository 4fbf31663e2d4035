"""Many profiles to the first few for a vacancy: exact, in memory, and up to date with the last change.

Source of the method: term-at-a-time scoring over an inverted file with an accumulator that fits the cache, instead
of pruning (which costs more than it saves on questions of a hundred skills). Scores equal ``matching.score`` exactly:
the points of each (requirement, skill, level) are rounded down beforehand, and the greatest of rounded values is the
rounded greatest value.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from threading import Lock

import numpy as np

from matching.kernel import Array, Part, Postings, Question, View, top
from matching.plan import EXACT, CountedSkill, Plan, PlannedRequirement
from matching.profile import LEVELS, SkillProfile
from matching.requirement import Need
from matching.score import Found, first
from matching.segment import ALIVE, Built, Pending, rebuilt
from taxonomy.model import SkillId

__all__ = ["Found", "ProfileIndex", "warm"]

_KEPT_ANSWERS = 64
_BLOB_BYTES = 64 << 20


@dataclass(slots=True)
class _Generation:
    """One built part with its changes. Every change raises ``version``; a search sees one version throughout."""

    built: Built
    pending: Pending = field(default_factory=Pending)
    version: int = 0
    gone: int = 0

    def remove(self, id_: bytes) -> bool:
        row, died = self.pending.row_of.pop(id_, None), self.pending.died
        if row is None:
            row, died = self.built.row_of(id_), self.built.died
        if row is None:
            return False
        died[row] = self.version + 1
        self.version += 1
        self.gone += 1
        return True

    def add(self, id_: bytes, skills: list[int], levels: list[int], audience: int) -> None:
        self.pending.add(id_, skills, levels, audience)
        self.version += 1


class ProfileIndex:
    """Rows of (id, profile, groups), searched by plan. Safe to search from many threads while others change it.

    ``groups`` are opaque names of who may see a row (``community:…``, ``organisation:…``); a row without any is seen
    by nobody, and one with ``not X`` is not seen by ``X``, whatever else it names. Ids are non-empty, without NUL.
    Memory: 4 bytes a (profile, skill), 8 and the id's length a profile.
    """

    def __init__(self) -> None:
        self._lock, self._building = Lock(), Lock()
        self._now = _Generation(Built.empty())
        self._skills: dict[SkillId, int] = {}
        self._audiences: dict[frozenset[str], int] = {}
        self._allowed: dict[frozenset[str], Array] = {}

    def __len__(self) -> int:
        now = self._now
        return now.built.ids.size + len(now.pending) - now.gone

    def count(self, groups: frozenset[str]) -> int:
        """How many rows one of ``groups`` may see."""
        with self._lock:
            built, pending, allowed = self._now.built, self._now.pending, self._allowed_to(groups)
            rows = len(pending)
            alive = built.audiences[built.died == ALIVE], pending.audiences[:rows][pending.died[:rows] == ALIVE]
            return sum(int(np.count_nonzero(allowed[audiences])) for audiences in alive)

    @property
    def pending(self) -> int:
        """Changes since the last rebuild; each makes a search some nanoseconds slower."""
        return len(self._now.pending) + self._now.gone

    def put(self, id_: str, profile: SkillProfile, groups: frozenset[str]) -> None:
        """Add a row or replace the one with this id; the next search sees it. Raises ValueError for a wrong id."""
        key = _key(id_)
        with self._lock:
            skills = [self._skills.setdefault(skill, len(self._skills)) for skill in profile]
            audience = self._audiences.setdefault(groups, len(self._audiences))
            self._now.remove(key)
            self._now.add(key, skills, list(profile.values()), audience)

    def remove(self, id_: str) -> bool:
        """Take a row out; the next search no longer sees it. False when there was none."""
        with self._lock:
            return self._now.remove(_key(id_))

    def search(
        self, plan: Plan, *, groups: frozenset[str], limit: int, seed: bytes, only: Collection[str] | None = None
    ) -> tuple[Found, ...]:
        """The first ``limit`` rows that one of ``groups`` may see, by points, equals by ``order_key`` under ``seed``.

        ``only`` narrows to these ids. Rows without a point fill up to ``limit``: nobody disappears.
        Raises ValueError for a limit below 1 or an empty seed.
        """
        if limit < 1:
            raise ValueError("limit lies below 1")
        with self._lock:
            now, version, count = self._now, self._now.version, len(self._now.pending)
            folded = now.pending.fold(count, len(self._skills))
            pending = now.pending.rows(folded.rows, count)
            died, audiences = now.pending.died[:count], now.pending.audiences[:count]
            question, allowed = self._question(plan), self._allowed_to(groups)
        seen = View(died, audiences, allowed, _mask_pending(now.pending, count, only), version)
        built = View(now.built.died, now.built.audiences, allowed, _mask_built(now.built, only), version)
        rows, points, threshold = top(
            Part(now.built.postings, built),
            Part(folded.postings, _part_of(seen, 0, folded.rows)),
            pending,
            _part_of(seen, folded.rows, count),
            question,
            limit,
        )
        reached = points >= threshold
        best = zip(rows[reached].tolist(), points[reached].tolist(), strict=True)
        return first(((_id(now, row), value) for row, value in best), seed=seed, limit=limit)

    def rebuild(self) -> None:
        """Take all changes into the built part. Searches and changes go on meanwhile: run it in the background."""
        with self._building:
            with self._lock:
                old, version, count = self._now, self._now.version, len(self._now.pending)
                skills = len(self._skills)
            built = rebuilt(old.built, old.pending, version, count, skills)
            with self._lock:
                self._now = _caught_up(_Generation(built), old, version, count)

    def pack(self) -> dict[str, bytes]:
        """Everything alive as named blobs of at most 64 MiB, for a quick boot; the same rows give the same bytes."""
        self.rebuild()
        with self._lock:
            now, version, count = self._now, self._now.version, len(self._now.pending)
            skills, audiences = list(self._skills), [sorted(audience) for audience in self._audiences]
        built = rebuilt(now.built, now.pending, version, count, len(skills)) if version else now.built
        header = {"ids": built.ids.dtype.str, "skills": skills, "audiences": audiences}
        blobs = {"header": json.dumps(header, separators=(",", ":")).encode()}
        for name, array in _arrays(built).items():
            raw = memoryview(array.tobytes())
            for part, start in enumerate(range(0, max(len(raw), 1), _BLOB_BYTES)):
                blobs[f"{name}-{part:03}"] = bytes(raw[start : start + _BLOB_BYTES])
        return blobs

    @classmethod
    def unpack(cls, blobs: Mapping[str, bytes]) -> ProfileIndex:
        """The index that ``pack`` wrote. Raises KeyError or ValueError for anything else."""
        header = json.loads(blobs["header"])
        index = cls()
        index._skills = {SkillId(skill): number for number, skill in enumerate(header["skills"])}
        index._audiences = {frozenset(groups): number for number, groups in enumerate(header["audiences"])}
        starts, values = _joined(blobs, "starts", "<i8"), _joined(blobs, "values", "<u4")
        ids, audiences = _joined(blobs, "ids", header["ids"]), _joined(blobs, "audiences", "<u4")
        index._now = _Generation(Built.of(ids, audiences, Postings(starts, values)))
        return index

    def _question(self, plan: Plan) -> Question:
        skills, groups, points = [], [0], []
        for requirement in plan.requirements:
            for counted in requirement.counted:
                number = self._skills.get(counted.skill_id)
                if number is not None:
                    skills.append(number)
                    points.append((requirement.maximum * counted.per_mille, *requirement.values))
            groups.append(len(skills))
        table = np.array(points, np.int64).reshape(-1, 1 + len(LEVELS))
        by_level = (table[:, :1] * table[:, 1:] // 1_000_000).astype(np.uint16)
        return Question(np.array(skills, np.int32), np.array(groups, np.int32), by_level)

    def _allowed_to(self, groups: frozenset[str]) -> Array:
        allowed = self._allowed.get(groups)
        if allowed is None or allowed.size < len(self._audiences):
            barred = {f"not {group}" for group in groups}
            may_see = [bool(audience & groups) and not audience & barred for audience in self._audiences]
            allowed = np.array(may_see, np.uint8)
            if len(self._allowed) >= _KEPT_ANSWERS:
                self._allowed.clear()
            self._allowed[groups] = allowed
        return allowed


def warm() -> None:
    """Compile everything, or load it from the disk cache, so that the first search is not the slow one."""
    skill, worth = SkillId("skill"), (0, 0, 0, 0, 1000)
    asked = PlannedRequirement(skill, Need.NICE, 0, False, 1000, worth, (CountedSkill(skill, 1000, EXACT),))
    index, plan = ProfileIndex(), Plan("", "", (asked,), (), "", 0, 0)
    for id_ in ("a", "b"):
        index.put(id_, SkillProfile([(skill, 1)]), frozenset({"all"}))
        index.search(plan, groups=frozenset({"all"}), limit=1, seed=b"warm")
        index.rebuild()
    ProfileIndex.unpack(index.pack()).search(plan, groups=frozenset({"all"}), limit=1, seed=b"warm")


def _caught_up(new: _Generation, old: _Generation, version: int, count: int) -> _Generation:
    """Repeat on ``new`` what happened to ``old`` after ``version``, when it had ``count`` pending rows."""
    pending = old.pending
    gone = [bytes(old.built.ids[row]) for row in _gone_after(version, old.built.died)]
    gone += [pending.ids[row] for row in _gone_after(version, pending.died[:count])]
    for id_ in gone:
        new.remove(id_)
    rows = pending.rows(0, len(pending))
    for row in range(count, len(pending)):
        if pending.died[row] == ALIVE:
            entries = slice(rows.starts[row], rows.starts[row + 1])
            audience = int(pending.audiences[row])
            new.add(pending.ids[row], rows.skills[entries].tolist(), rows.levels[entries].tolist(), audience)
    return new


def _gone_after(version: int, died: Array) -> Array:
    return np.flatnonzero((died > version) & (died != ALIVE))


def _key(id_: str) -> bytes:
    if not id_ or "\0" in id_:
        raise ValueError("an id is non-empty text without NUL")
    return id_.encode()


def _id(now: _Generation, row: int) -> str:
    size = now.built.ids.size
    key: bytes = now.built.ids[row] if row < size else now.pending.ids[row - size]
    return key.decode()


def _part_of(view: View, first: int, end: int) -> View:
    died, audiences, only = (array[first:end] for array in (view.died, view.audiences, view.only))
    return View(died, audiences, view.allowed, only, view.version)


def _mask_built(built: Built, only: Collection[str] | None) -> Array:
    if only is None:
        return np.empty(0, np.uint8)
    mask = np.zeros(built.ids.size, np.uint8)
    mask[built.rows_of(id_.encode() for id_ in only)] = 1
    return mask


def _mask_pending(pending: Pending, count: int, only: Collection[str] | None) -> Array:
    if only is None:
        return np.empty(0, np.uint8)
    wanted = {id_.encode() for id_ in only}
    return np.array([id_ in wanted for id_ in pending.ids[:count]], np.uint8)


def _arrays(built: Built) -> dict[str, Array]:
    return {
        "ids": built.ids,
        "audiences": built.audiences.astype("<u4", copy=False),
        "starts": built.postings.starts.astype("<i8", copy=False),
        "values": built.postings.values.astype("<u4", copy=False),
    }


def _joined(blobs: Mapping[str, bytes], name: str, dtype: str) -> Array:
    # A bytearray, as arrays over bytes are read-only and numba would compile everything a second time for them.
    return np.frombuffer(bytearray().join(blobs[part] for part in sorted(blobs) if part.startswith(f"{name}-")), dtype)
