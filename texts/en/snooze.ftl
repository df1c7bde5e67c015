# Remind me again
snooze-button = Remind me later
snooze-button-later = Today { $time }
snooze-button-morning = Tomorrow { $time }
snooze-button-shift = After shift { $time }
snooze-ask = <i>When shall I remind you again?</i>
snooze-set = <i>I will remind you at { $time }. Tap another to change it.</i>
snooze-closed = <i>There is no later time left for this.</i>
