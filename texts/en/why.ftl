# Did it arrive
why-title = <b>My messages</b> (last 90 days)
why-title-of = Messages to <b>{ $name }</b> (last 90 days)
why-nothing = Nothing was to be sent in this time.
why-choose = <b>{ $name }</b>: whose messages would you like to look at? You see what became of them, not their words.
why-line =
    <b>{ $what }</b>
    { $fate }
why-button-mine = Did it arrive?
why-button-list = Who got it?
why-button-person = { $name }

why-fate-sent = Sent · { $time }
why-fate-merged = Sent, together with other reminders · { $time }
why-fate-sending = Being sent · { $time }
why-fate-waiting = Waiting until { $time }
why-fate-held = Waiting, so as not to disturb, until { $time }
why-fate-retrying = Waiting: it did not go out; again at { $time }
why-fate-unknown = Not certain: the line broke while sending; it may have arrived · { $time }
why-ended-skipped = Not sent: { $why } · { $time }
why-ended-unreachable = Could not be delivered: { $why } · { $time }
why-ended-failed = Not sent: { $why } · { $time }

why-reason-void = plans changed, no need any more
why-reason-expired = its time was over
why-reason-merged = put together with other reminders
why-reason-paused = reminders are paused
why-reason-muted = this kind is turned off
why-reason-not-true = things changed, no need any more
why-reason-never-started = not registered, or never wrote to the bot
why-reason-blocked = the bot is blocked
why-reason-deactivated = the Telegram account is gone
why-reason-chat-gone = the chat is gone
why-reason-refused = Telegram did not accept it
why-reason-exhausted = tried many times without success
why-reason-unrenderable = a defect of the program; the administrator can see it
why-reason-crashed = the line broke while sending
why-reason-erased = personal data was erased

why-kind-other = Notice
why-kind-dues-reminder = Dues reminder
why-kind-meeting-notice = Invitation or change
why-kind-meeting-reminder = Meeting reminder
why-kind-rollcall-ask = Roll-call
why-kind-rollcall-left = Names not marked yet
why-kind-rollcall-group = Roll-call in the group
why-kind-checklist-reminder = Things to do
why-kind-ask-again = Waiting for your answer
why-kind-human-task = Waiting for you
why-kind-meeting-look = Meeting to look at
why-kind-registration-card = Registration request
why-kind-registration-result = Registration result
why-kind-registration-undone = Registration undone
why-kind-registration-moved = Change of account
why-kind-privacy-erased = Somebody erased data
why-kind-role-notice = Role notice
why-kind-snoozed = Reminder again
why-kind-steward-notice = Steward's reminder
why-kind-case-reminder = Development or transfer reminder
why-kind-member-notice = Reminder of a date
why-kind-greeting = Greeting
why-kind-holidays-missing = Holidays missing
why-kind-delivery-gap = Delivery check
