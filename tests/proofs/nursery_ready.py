"""What a process of the product reads when it starts, read once for all that are forked off."""

import gc

import texts
from bot import app, cli
from handlers import features
from services import rules

READY = (app, cli, features.load(), rules.load(), *map(texts.keys, texts.LANGUAGES))
# What is forked off shares this memory until it writes to it, and looking for garbage does.
gc.freeze()
