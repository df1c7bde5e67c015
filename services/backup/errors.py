"""Why a backup or a restore was refused.

::

    DomainError
    ├── BackupDamaged       not one of our backups, cut off, or changed
    ├── BackupKeyMissing    sealed with a key that is not in ENCRYPTION_KEYS
    ├── BackupNewer         made by a newer program
    ├── BackupOtherKind     made from the other kind of database; fields: kind
    ├── NotABackup          the file that would be overwritten is something else; fields: path
    ├── DatabaseInUse       a running process has the SQLite file open
    ├── ToolMissing         pg_dump and its kin are missing or too old; fields: tool, version
    ├── BackupNoRoom        the disk is full, or a file may not grow so large
    └── ToolFailed          they failed; fields: tool, why
"""

from __future__ import annotations

from services.errors import BadInput, Conflict, Unavailable


class BackupDamaged(BadInput):
    """Not one of our backups, cut off, or changed."""

    code = "backup-damaged"


class BackupKeyMissing(BadInput):
    """Sealed with a key that is not here."""

    code = "backup-key-missing"


class BackupNewer(BadInput):
    """Made by a newer program."""

    code = "backup-newer"


class BackupOtherKind(BadInput):
    """Made from the other kind of database. Fields: ``kind``."""

    code = "backup-other-kind"


class NotABackup(Conflict):
    """The file that would be overwritten is something else. Fields: ``path``."""

    code = "backup-not-ours"


class DatabaseInUse(Conflict):
    """A running process has the SQLite file open."""

    code = "database-in-use"


class BackupNoRoom(Unavailable):
    """The disk is full, or a file may not grow so large; earlier backups are as they were."""

    code = "backup-no-room"


class ToolMissing(Unavailable):
    """PostgreSQL's client programs are missing or older than the server. Fields: ``tool``, ``version``."""

    code = "backup-tool-missing"


class ToolFailed(Unavailable):
    """PostgreSQL's client program failed. Fields: ``tool``, ``why``."""

    code = "backup-tool-failed"
