# Reachability: whom messages reach, whom to call
reachability-title = <b>{ $organisation }</b>: who can be reached
reachability-reached = Members: { $members }, of whom messages reach { $reached }
reachability-never-line = · Not registered yet: { $count }
reachability-blocked-line = · Stopped the bot: { $count }
reachability-gone-line = · Account deleted: { $count }
reachability-silent-line = · Nothing heard for { $days } days: { $count } (messages are still sent; they may have changed telephones)
reachability-hint = This list is for whoever leads the branch or the group, to make calls. It judges nobody and is never published.
reachability-all-reached = Messages reach everybody; no calls are needed.
reachability-coverage = <b>The last notices</b> and how many are accounted for (confirmed, or told by telephone; where no confirmation is asked for, sent):
reachability-notice = · { $day } { $words }: { $covered }/{ $people }{ $left ->
        [0] {" "}✓
       *[other] , { $left } to go
    }
reachability-button-receipts = Who is left
reachability-calls-title = <b>{ $organisation }</b>: people to call, { $count }
reachability-place = <b>{ $name }</b>
reachability-no-group = <b>In no group</b>
reachability-name = · { $name } ({ $why })
reachability-never = not registered yet
reachability-blocked = stopped the bot
reachability-gone = account deleted
reachability-silent = nothing heard for long
reachability-calls-hint = On the telephone you might ask: may I help you register, or shall we simply call you?
reachability-file = The call list, { $count } people. It holds telephone numbers: keep it safe and do not pass it on.
reachability-button-open = Reachability
reachability-button-calls = See the list { $count }
reachability-button-export = Export the list
