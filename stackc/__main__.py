"""``python -m stackc``."""

from stackc.cli.launch import main

main()
