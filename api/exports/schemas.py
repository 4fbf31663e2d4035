"""Forms of an export."""

from typing import Literal

Form = Literal["native", "submission"]
"""``native``: as one SkillsCV is shown; ``submission``: as an import takes it."""
