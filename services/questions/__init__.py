"""The question bank: questions in and out in the usual shapes, and what they are asked with later.

::

    bytes ─ reading ─> Asked …, Problem … ─ banking.preview ─> new / the same / another answer
              │                                    └─ banking.apply: all or nothing
              ├── sheet  (.xlsx, .csv)      writing ─ the same three shapes back
              ├── aiken
              └── gift
"""
