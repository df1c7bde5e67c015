# The check-in page for the projector
projector-title = Check-in
projector-how = Scan it with Telegram, or send the six digits to the bot. They change by themselves; double-click for full screen.
projector-counts = { $came } of { $expected } present
projector-early = Check-in opens at { $opens }
projector-over = Check-in is over
projector-lost = The server cannot be reached, trying again
