# Receipts: sent, confirmed, unreachable, told by telephone
receipts-button-confirm = I confirm
receipts-button-confirmed = ✓ Confirmed
receipts-confirmed = Your confirmation is noted, thank you.
receipts-withdrawn = This announcement was withdrawn; no confirmation is needed.
receipts-remind =
    You have not confirmed an announcement of { $organisation } yet:
    { $words }
    When you have seen the original, please press.
receipts-remind-files =
    You have not confirmed the files { $organisation } sent you.
    When you have seen them, please press.
receipts-latest =
    Announcements of <b>{ $organisation }</b>
    Open one to see who has not confirmed.
receipts-latest-none = <b>{ $organisation }</b> has sent no announcements yet.
receipts-files = (files)
receipts-title =
    <b>{ $words }</b>
    Sent { $time }
receipts-sums = { $people } people: confirmed { $confirmed }, told by telephone { $told }
receipts-unreached = Of these, messages cannot reach { $count }; please call
receipts-open = <b>Not confirmed yet: { $count }</b>
receipts-left = <b>Without a receipt: { $count }</b>
receipts-open-yours = <b>Of your people, not confirmed yet: { $count }</b>
receipts-all = Everybody is accounted for.
receipts-all-yours = All of your people are accounted for.
receipts-no-names = Only the branch that sent it sees the names.
receipts-place = <b>{ $name }</b>
receipts-name = · { $name } ({ $state })
receipts-name-reminded = · { $name } ({ $state }, reminded { $count } times)
receipts-sent = sent
receipts-waiting = not sent yet
receipts-unknown = perhaps not arrived
receipts-unreachable = unreachable: { $why }
receipts-reason-never = not registered yet
receipts-reason-blocked = stopped the bot
receipts-reason-gone = account deleted
receipts-reason-failed = sending failed
receipts-hint = “Sent” means that Telegram has taken it, not that anybody has looked at it.
receipts-reminded = Reminded { $count } people, only those who have not confirmed.
receipts-not-too-soon = · { $count } heard of it a short while ago; try again in some hours
receipts-not-enough = · { $count } were reminded { $most } times already; please call
receipts-not-paused = · { $count } have paused their reminders; please call
receipts-not-unreachable = · { $count } cannot be reached now; please call
receipts-not-ends = · { $count } are in their quiet hours until it is over; please call
receipts-handed = Asked the leaders of { $count } groups (branches) to call.
receipts-handed-none = There are no new lists to hand on.
receipts-handed-before = · { $count } lists were handed on before
receipts-handed-own = · { $count } people are yours to call
receipts-ask-told = Press the name of whomever you told by telephone or in person. Your name and the time stay with the receipt.
receipts-told-noted = Noted: told by telephone.
receipts-closed-before = That one was accounted for before.
receipts-taken-back = Taken back.
receipts-file = The receipts, { $count } people.
receipts-button-open = See the list
receipts-button-latest = Receipts
receipts-button-one = { $day } { $words }
receipts-button-remind = Remind only them
receipts-button-hand = Ask leaders to call
receipts-button-told = Told by telephone
receipts-button-undo = Take it back
receipts-button-export = Export a sheet
error-receipts-over = This announcement is over, or asks nobody to confirm; nobody needs a reminder. Please go back to the list.
why-kind-receipt-reminder = Reminders to confirm an announcement
