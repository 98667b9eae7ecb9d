"""``python -m section16`` is the ``section16`` command."""

from section16.cli.main import main

main()
