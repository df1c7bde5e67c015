"""Announcements: composed in the chat, sent once to everybody they are for, followed to a stated end for each.

::

    draft ── preview ── the button that sends, once ──> released: a receipt a person, a copy a person in the outbox
      │          └ scheduled ── its minute ────────────────┘              │
      └ cancelled                                    delivery ── what came of it ──> receipts, counts
                                                                          │
                                  paused ⇄ released ── stopped    corrected: edits   withdrawn: deletions
"""
