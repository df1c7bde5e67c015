# Talks: which day, and who with whom; nothing that is said
talks-button = Talks
talks =
    Talks in <b>{ $organisation }</b>
    Only the day and the two are kept, nothing that is said.
talks-none =
    Talks in <b>{ $organisation }</b>
    None is planned. Tap “Add a pair” and choose who talks with whom. Only the day and the two are kept.
talks-number = { $place }.{ " " }
talks-line = ○ { $talker } with { $name }
talks-line-due = ○ { $talker } with { $name } (by { $day })
talks-line-done = ✓ { $talker } with { $name } ({ $day })
talks-button-new = Add a pair
talks-button-sheet = The form
talks-button-today = ✓ Held today
talks-button-other-day = ✓ On another day
talks-button-due = By when
talks-button-day = Change the day
talks-button-undo = Not held yet
talks-ask-talker = Who talks?
talks-ask-with = With whom?
talks-ask-day = On which day was it? Please type it, for example 2026-11-20 or “yesterday”.
talks-sheet = The form of talks of this year, { $count } in all: day, who, with whom and kind, nothing else.
