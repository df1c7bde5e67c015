# Attendance: rates, neutral counters, the forms (for stewards only)
attendance-button-branch = Attendance
attendance-button-sheet = Sign-in sheet
attendance-title = <b>{ $organisation }</b>: attendance, { $when }
attendance-quarter = quarter { $quarter } of { $year }
attendance-year = { $year }
attendance-held = Meetings held: { $held }, with a roll-call: { $called }
attendance-raw = Attendance (raw) { $rate }%: { $due } due, { $came } came
attendance-adjusted = Attendance (adjusted) { $rate }%: without { $duty } on leave for work
attendance-unmarked = { $count } not recorded yet and not counted
attendance-missing-title = Only you see these lines:
attendance-missing = · { $name }: no record of taking part for { $months } months in a row, please find out why
attendance-word =
    { $organisation }: please find out about the following. It goes to those who lead the branch only; please do not pass it on:
    { $people }
attendance-button-meeting = { $time } { $what }: sheet
attendance-button-meeting-open = { $time } { $what }: open
attendance-button-summary = Export the summary
attendance-summary-file = Attendance summary. What was not recorded is blank: please fill it in by hand, and do not post it in a group.
attendance-sign-file = Sign-in sheet. Please fill the blanks by hand; once printed it can be signed and filed.
