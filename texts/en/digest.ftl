# Several reminders in one
digest-title = <b>{ $count } things to remember</b>
