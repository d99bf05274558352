"""``python -m servicespeech``."""

from .cli import main

main()
