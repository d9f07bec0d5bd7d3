"""`python -m bailee.cli`, the same as the command `bailee`."""

import sys

from bailee.cli import main

sys.exit(main())
