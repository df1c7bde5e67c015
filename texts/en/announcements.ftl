# Announcements: written, sent, corrected, withdrawn, confirmed
error-announcement-empty = Nothing is written yet. Tap "Words" and send me what it says.
error-announcement-nobody = Nobody would get this. Tap "For whom" and choose others.
error-announcement-too-many = An announcement has at most { $limit } messages. Put some together and send them again.
error-announcement-too-long = That is too long; at most { $limit } characters. Please shorten it and send it again.
error-announcement-not-for-digest = A short item is one text of at most { $limit } characters. Shorten it first, or choose another kind.
error-announcement-wrong-file = That does not fit here: photos and videos take each other's place, files that of files, and a text stays a text. Please send another.
error-announcement-reason = Urgent needs a reason of { $least } to { $limit } characters. Please write it again.
error-announcement-past = These times do not follow each other: later than now, and the ends after it is sent. Choose another time.
error-announcement-out = This one is settled and cannot be edited. Once it is out, tap "Correct".
error-announcement-send-old = This send button is no longer valid, and nothing was sent. Open the draft, tap "Preview", and send from there.
error-announcement-over = This announcement was withdrawn, or never sent. Please look at the newest ones.

command-notice = Announcements
word-notice = notice, notices, announcements, announcement, news

announcements-button-menu = Announcements
announcements-button-branch = Announce
announcements-choose = In whose name?
announcements-list = <b>Announcements</b>
announcements-list-empty =
    Nothing was announced yet.
    Tap "Write one" and send me text, pictures or files; you see it before it goes out.
announcements-button-new = Write one
announcements-button-one = { $date } { $opening } ({ $state })
announcements-button-newer = ‹ newer
announcements-button-older = older ›
announcements-untitled = pictures or files
announcements-state-draft = draft
announcements-state-scheduled = scheduled
announcements-state-cancelled = dropped
announcements-state-released = sent
announcements-state-paused = paused
announcements-state-stopped = stopped
announcements-state-withdrawn = withdrawn

announcements-ask-words =
    { $count ->
        [0] Send me what it says: text, pictures, files, videos, in several messages if you like.
       *[other] So far: { $what }. Send more, or tap "Done".
    }
    Please send nothing internal or secret here.
announcements-taken = Taken. So far: { $what }. You can send more.
announcements-only = This cannot be sent on. Please send text, pictures, files or videos.
announcements-only-text = Please send it as text.
announcements-button-done = Done
announcements-button-undo = Drop the last one
announcements-button-throw = Throw away
announcements-what-none = nothing yet
announcements-what-text = { $count ->
    [one] { $count } text
   *[other] { $count } texts
    }
announcements-what-photo = { $count ->
    [one] { $count } picture
   *[other] { $count } pictures
    }
announcements-what-document = { $count ->
    [one] { $count } file
   *[other] { $count } files
    }
announcements-what-video = { $count ->
    [one] { $count } video
   *[other] { $count } videos
    }

announcements-draft = <b>Draft</b> ({ $name })
announcements-draft-what = Says: { $what }; { $count } messages each
announcements-draft-who =
    For: { $who }, { $count } people{ $lost ->
        [0] {""}
       *[other] , { $lost } of them out of reach
    }
announcements-draft-notice = Notice: keeps quiet hours
announcements-draft-urgent = Urgent: passes quiet hours
announcements-draft-item = Short item: with the reminders of the next morning
announcements-draft-confirm = Everybody is asked to confirm
announcements-draft-confirm-by = Everybody is asked to confirm by { $by }
announcements-draft-no-confirm = No confirmation
announcements-draft-now = Goes out when you send it
announcements-draft-at = Goes out { $at }
announcements-draft-free = Goes out at each one's next free hour (not in quiet hours, shifts or pauses)
announcements-draft-expires = Valid until { $at }
announcements-draft-protect = Cannot be forwarded or saved
announcements-scheduled = <b>Goes out by itself</b>
announcements-cancelled = This announcement was dropped.
announcements-button-words = Words
announcements-button-who = For whom
announcements-button-kind = Kind
announcements-button-when = When
announcements-button-confirm-set = Confirm
announcements-button-more = More
announcements-button-preview = Preview
announcements-button-reopen = Change it
announcements-button-change = Change more

announcements-preview = Your own copy follows below, just as everybody's will look.
announcements-trial = This is the preview, only you have it; pressing here confirms nothing. Once it is sent, this is where everybody confirms.
announcements-preview-who = For: { $who }, { $count } people.
announcements-preview-lost =
    { $count } of them are out of reach; tell them by telephone.{ $never ->
        [0] {""}
       *[other] {" "}{ $never } not registered.
    }{ $blocked ->
        [0] {""}
       *[other] {" "}{ $blocked } blocked the bot.
    }{ $deactivated ->
        [0] {""}
       *[other] {" "}{ $deactivated } gave up the account.
    }
announcements-preview-long = { $each } messages each, about { $minutes } minutes.
announcements-button-send = Send to { $count }
announcements-button-schedule = Schedule for { $count }

announcements-who = For: { $who }, { $count } people now. Tap to choose, tap again to take away; all that is chosen must hold.
announcements-who-all = everybody in { $name }
announcements-who-some = { $name } ({ $which })
announcements-who-everybody = Everybody
announcements-who-working = working
announcements-who-retired = retired
announcements-who-full = full members
announcements-who-probationary = probationary
announcements-who-places = { $count } branches or groups
announcements-who-unconfirmed = has not confirmed an earlier one
announcements-who-absent = was not at a meeting
announcements-who-members = { $count } by name
announcements-button-flip = { $mark ->
    [yes] ✓ { $what }
   *[no] { $what }
    }
announcements-button-places = By branch, group
announcements-button-members = By name
announcements-button-unconfirmed = Not confirmed
announcements-button-absent = Not at a meeting
announcements-choose-pl = Branches or groups, { $count } people now:
announcements-choose-me = People, { $count } now:
announcements-choose-mt = Who was not at which meeting? { $count } people now:
announcements-choose-un = Who has not confirmed which one? { $count } people now:
announcements-choose-nothing = There is nothing to choose here. { $count } people now.
announcements-dated = { $date } { $name }
announcements-some-meeting = meeting

announcements-kinds =
    Notice: waits for the end of quiet hours.
    Urgent: passes quiet hours; needs a reason, which is logged.
    Short item: up to { $limit } characters, with the next morning's reminders, no confirmation.
announcements-button-kind-notice = Notice
announcements-button-kind-urgent = Urgent
announcements-button-kind-item = Short item
announcements-ask-why = Why should it pass quiet hours? One sentence; it is logged. Please name nobody.
announcements-button-now = When I send it
announcements-button-free = At each free hour
announcements-ask-when = Tap a time, or type one: "tomorrow 8:30", "2026-11-25 18:00".
announcements-ask-by = Should everybody confirm? Tap by when, or type it: "fri 18:00".
announcements-button-any = Yes, any time
announcements-button-hours = within { $hours } hours
announcements-button-no-confirm = No confirmation
announcements-more = Valid: { $expires }. What has not arrived by then is not sent, and newcomers do not get it.
announcements-expires-usual = 30 days
announcements-button-days = { $days } days
announcements-protect = no forwarding or saving
announcements-previews = previews of links

announcements-copy = Announcement
announcements-item = { $text }
announcements-head = { $name }
announcements-head-urgent = Urgent: { $name }
announcements-foot = Please tap "Got it".
announcements-foot-by = Please tap "Got it" by { $by }.
announcements-corrected = corrected { $at }
announcements-button-confirm = Got it

announcements-card =
    <b>{ $opening }</b> ({ $organisation })
    { $lines }
announcements-card-released = For { $people } people
announcements-card-paused = Paused; for { $people } people
announcements-card-stopped = The rest was dropped; meant for { $people } people
announcements-card-withdrawn = Withdrawn; was for { $people } people
announcements-card-sent = Sent { $sent }/{ $people }
announcements-card-left = { $count } left, about { $minutes } minutes
announcements-card-held = { $count } left, held
announcements-card-unreachable = { $count } out of reach
announcements-card-failed = { $count } failed
announcements-card-unknown = { $count } may not have arrived
announcements-card-skipped = { $count } not sent
announcements-card-confirmed = { $confirmed } confirmed, { $told } told by telephone, { $open } not yet
announcements-button-receipts = Not confirmed yet
announcements-button-pause = Pause
announcements-button-resume = Go on
announcements-button-stop = Drop the rest
announcements-button-again = Send again: { $count }
announcements-button-unknown = Perhaps lost: { $count }
announcements-button-fix = Correct
announcements-button-take = Withdraw
announcements-ask-stop = { $count } people have not got it. Drop all of them? What was sent stays.
announcements-button-stop-yes = Drop the rest
announcements-unknown = The line broke while { $count } copies were sent; they may have arrived or not. Sent again, some come twice.
announcements-button-unknown-again = Send again
announcements-button-unknown-let = Leave it
announcements-ask-unknown =
    "{ $opening }" may not have reached { $count } people:
    { $names }
    Send it again? Some may get it twice.
announcements-name = { $name }
announcements-fix-which = Which message?
announcements-fix-which-file = Which one of the album?
announcements-button-photo = Photo { $number }
announcements-button-video = Video { $number }
announcements-button-document = File { $number }
announcements-no-words = (no words)
announcements-ask-fix-text =
    It says:
    { $said }

    Send me the corrected text, at most { $limit } characters.
announcements-ask-fix-media =
    The words below it:
    { $said }

    Send me the corrected words, at most { $limit } characters, or another photo or video.
announcements-ask-fix-document =
    The words below it:
    { $said }

    Send me the corrected words, at most { $limit } characters, or another file.
announcements-fix-file = The one you have just sent takes its place.
announcements-fix-words =
    The words become:
    { $said }
announcements-fix-sure =
    { $count ->
        [0] Nobody has it yet; it goes out corrected.
       *[other] All { $count } copies that were sent are changed; the rest goes out corrected.
    } What it was before stays on record.
announcements-button-fix-waiting = Change it
announcements-button-fix-yes = Edit { $count } copies
announcements-fixed = { $count } copies are being edited, about { $minutes } minutes.
announcements-fixed-waiting = Done; it goes out corrected.
announcements-ask-take = Copies sent in the last 48 hours are deleted from everybody's telephone; { $count } were sent. Confirmations stay on record. Withdraw it?
announcements-button-take-yes = Withdraw
announcements-taken-back =
    { $count } copies are being deleted. { $old ->
        [0] {""}
       *[other] { $old } are older than 48 hours and stay; send a word about them.
    }
announcements-report =
    "{ $opening }" is out: sent { $sent }/{ $people }.
    { $lines }
announcements-report-all = "{ $opening }" is out: sent to all { $people }.
announcements-report-never-started = { $count } have not registered; tell them by telephone. Who registers gets it by itself
announcements-report-blocked = { $count } blocked the bot; tell them by telephone. Who unblocks it gets it by itself
announcements-report-deactivated = { $count } gave up the account; tell them by telephone
announcements-report-expired = { $count }: it expired before it could be sent
announcements-report-void = { $count }: dropped
announcements-report-erased = { $count } erased their data
announcements-report-not-true = { $count } have left
announcements-report-refused = { $count }: Telegram did not accept it
announcements-report-exhausted = { $count }: many tries, none got through
announcements-report-unrenderable = { $count }: an error of ours; the administrator sees it
announcements-report-crashed = { $count }: the line broke; it is not known whether it arrived
announcements-report-paused = { $count } paused their messages
announcements-report-muted = { $count } turned these messages off
announcements-report-merged = { $count }: together with other reminders
announcements-report-chat-gone = { $count }: the chat is gone
announcements-button-open = Show progress

announcements-mine = <b>Announcements to me</b>
announcements-button-own = Mine
announcements-mine-empty = There is nothing for you at the moment.
announcements-mine-confirmed = ✓
announcements-mine-open = ○
announcements-button-mine = { $mark } { $date } { $opening }
announcements-mine-sent = Here it is once more.
