# The task board of a branch. What waits for a human is another thing, in tasks.ftl
task-board-button = Task board
task-board = Task board of <b>{ $organisation }</b>{ $count ->
        [0] { "" }
       *[other] : { $count } still open
    }
task-board-none = There is nothing to do now. Tap “Add a task”; what a meeting leaves to do is added in the meeting.
task-board-button-new = Add a task
task-board-button-all-done = Done ({ $count })
task-board-button-from-meeting = Note a task
task-board-button-meeting = Its meeting
task-board-button-suggestion = Its suggestion
task-board-button-done = ✓ Done
task-board-button-note = What came of it
task-board-note = What came of it: { $note }
task-board-all-done = Done in <b>{ $organisation }</b> in the last two months: { $count }
task-board-done-day = { "  " }done on { $day }
task-board-done-on = { "  " }done on { $day }: { $note }
task-board-ask = What is to be done? Please type it, at most { $most } characters. Nothing about patients, no contents of talks. Then choose who does it, and by when.
task-board-ask-note = What came of it? Please type a sentence, at most { $most } characters.
task-board-noted = Noted: <b>{ $item }</b>. What came of it: { $note }
