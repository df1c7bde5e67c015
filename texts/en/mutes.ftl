# Which reminders come
mutes-choose =
    <b>Which reminders come</b>
    Tap to turn off, tap again to turn on. Invitations and dues are a member’s duties and stay on; on busy days you can pause reminders.
mutes-button-mine = Which reminders
mutes-button-on = ✓ { $kind }
mutes-button-off = ✗ { $kind }
