# Yearly goals: asked, held, planned
goals-title =
    <b>{ $organisation }</b>: organisation life in { $year }
    Held / asked. Meetings are counted, not people.
goals-line = · { $what } { $met }/{ $asked } ({ $more })
goals-overdue = { $count } past and not recorded
goals-planned = { $count } planned
goals-last = last on { $date }
goals-nothing = nothing recorded yet
goals-separator = {", "}
goals-none = Nothing is asked for here.
goals-file = How organisation life was held in { $year }. A gap only means that the bot knows of none; what was held can be noted among the meetings.
goals-button-branch = Yearly goals
goals-button-place = { $name } { $met }/{ $asked }
goals-button-year = { $year }
goals-button-export = Export the form
goals-button-held = What was held
goals-held-title =
    <b>{ $organisation }</b>: held in { $year }, { $count } in all
    Dates and kinds only, nothing about anybody.
goals-held-line = · { $date } { $what }
goals-held-line-of = · { $date } { $what } ({ $organisation })
goals-held-other = Something else
