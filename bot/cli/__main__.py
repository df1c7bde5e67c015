"""``python -m bot.cli``: the command ``zhibu``."""

from bot.cli import main

main()
