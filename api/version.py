"""The version of the code, as it stands in runs and in the audit log."""

from importlib.metadata import version
from typing import Final

CODE_VERSION: Final = version("skillscv")
