"""The demo walks the whole way, on both databases, and with both readers."""

import os
import subprocess
import sys

import pytest

from tests.api.serving import free_port


@pytest.mark.slow
def test_the_demo_walks_to_an_accepted_referral(database_url: str) -> None:
    reader = "auto" if database_url.startswith("sqlite") else "linear"  # the one a machine without the encoder has
    environment = os.environ | {"SKILLSCV_DATABASE_URL": database_url, "SKILLSCV_READER": reader, "COLUMNS": "160"}
    command = [sys.executable, "-m", "api.cli", "demo", "--once", "--port", str(free_port())]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=400, check=False)  # noqa: S603
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    for landmark in ("Taken out:", "Match run", "Recomputed byte for byte: True", "→ offered", "→ accepted"):
        assert landmark in done.stdout
    assert done.stdout.count("curl -s") == 3
    assert "Traceback" not in done.stderr
