"""The installation that the tests run in: a home of their own, set before settings are read."""

import os
import tempfile
from pathlib import Path

ROOT = Path(tempfile.mkdtemp(prefix="bailee-test-"))
ROOT.chmod(0o711)  # the server's own user passes through; nobody else may look
os.environ["BAILEE_HOME"] = str(ROOT)
os.environ["BAILEE_DOMAIN"] = "bailee.localhost"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs its own event loop
os.environ.pop("BAILEE_SMTP_URL", None)
if os.environ.get("BAILEE_TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = os.environ["BAILEE_TEST_DATABASE_URL"]
else:
    os.environ.pop("DATABASE_URL", None)
