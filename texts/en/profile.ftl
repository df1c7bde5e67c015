# My page
profile-title = <b>My page</b>
profile-no-member = You are an administrator and not registered as a member.
profile-name = { $name } (code { $code })
profile-branch = Branch: { $branch }
profile-group = Group: { $group }
profile-role = Role: { $role } ({ $organisation })
profile-reachable = Messages: reach you
profile-unreachable = Messages: cannot reach you; please unblock the bot in Telegram
profile-quiet-own = Quiet hours: { $hours }
profile-quiet-branch = Quiet hours: { $hours } (your branch’s)
profile-quiet-none = Quiet hours: none, any time is fine
profile-paused = Reminders: paused, back on { $date }
profile-not-paused = Reminders: on
profile-marks = Shift marks: { $count ->
    [one] one day
   *[other] { $count } days
}
profile-contact = Ask: { $name }, { $point }
profile-contact-short = Ask: { $who }

profile-button-language = Language 语言
profile-button-quiet = Quiet hours
profile-button-pause = Pause reminders
profile-button-resume = Resume now
profile-button-shift = Shift marks
profile-button-data = My data
profile-button-quiet-none = No quiet hours
profile-button-quiet-branch = As my branch
profile-button-pause-days = { $days } days
profile-button-pause-month = 1 month
profile-button-brush = { $kind }
profile-button-brush-on = ✓ { $kind }
profile-button-day = { $weekday } { $day }
profile-button-day-marked = { $weekday } { $day } { $kind }
profile-button-unmark = Clear all

profile-language = Choose a language.
profile-quiet-ask = I keep silent during these hours. Tap one, or type your own, such as 22:00-07:00.
profile-pause-ask =
    For how long? Tap one, or type the day reminders should come back, such as 2026-12-01.
    Invitations to meetings reach you all the same.
profile-shift =
    <b>Shift marks</b>
    Choose a shift, then tap the days; tap again to clear. Only you see the marks; past ones are deleted by themselves.
    While you work nights, recover or are off, I hold back what is not urgent.
profile-shift-night = Night
profile-shift-after-night = After night
profile-shift-rest = Off

error-pause-range = The day must be after today and within { $days } days. Please choose another.
error-shift-range = Only the coming { $days } days can be marked. Tap /shift for the current ones.

command-me = My page and settings
command-shift = Mark night shifts and days off
