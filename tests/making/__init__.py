"""Factories of nouns beyond ``tests.factories``, a module a feature."""
