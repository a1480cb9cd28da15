"""`python -m dalil`, for machines where the command is not on the path."""

import sys

from dalil.cli import main

sys.exit(main())
