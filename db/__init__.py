"""What is stored: the models of each feature, sessions, the vault for encrypted columns, migrations.

This room imports nothing else of ours. The database states every promise (unique, check, foreign key, not null).
"""
