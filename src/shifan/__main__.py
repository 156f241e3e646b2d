"""Runs the command line: `python -m shifan`."""

import sys

from shifan.cli import main

sys.exit(main())
