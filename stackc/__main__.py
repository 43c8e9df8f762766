"""``python -m stackc``."""

from stackc.cli.main import main

main()
