# Surveys and nominations inside a branch: no formal elections and no votes
surveys-button-branch = Surveys
surveys-button-my = Surveys for me
surveys-button-answer = Answer
surveys-button-results = Results
surveys-button-mine-open = { $title }
surveys-button-mine-done = ✓ { $title }
surveys-mine = <b>Surveys and nominations for you</b>
surveys-mine-none = There is no survey or nomination for you to fill in now.

surveys-ask-survey-named =
    Your branch asks you to answer a survey: <b>{ $title }</b>
    Open until { $until }. Your name goes with it, and you may change it until then.
surveys-ask-survey-anonymous =
    Your branch asks you to answer an anonymous survey: <b>{ $title }</b>
    Open until { $until }. Who has answered is kept, what he answered is kept apart; it cannot be changed afterwards.
surveys-ask-nomination-named =
    Your branch asks you to name people: <b>{ $title }</b>
    Open until { $until }. Your name goes with it, and you may change it until then. It is an opinion, not a formal election.
surveys-ask-nomination-anonymous =
    Your branch asks you to name people anonymously: <b>{ $title }</b>
    Open until { $until }. Who has answered is kept, whom he named is kept apart; it cannot be changed afterwards. It is an opinion, not a formal election.
surveys-remind = A reminder: <b>{ $title }</b> is not complete yet; it closes on { $until }.
surveys-done = The survey <b>{ $title }</b> has closed; the results are there.
surveys-done-nomination = The nomination <b>{ $title }</b> has closed; only you can see the results.

surveys-head-survey-named =
    <b>{ $title }</b> (named survey, until { $until })
surveys-head-survey-anonymous =
    <b>{ $title }</b> (anonymous survey, until { $until })
    What you answer is kept apart from your name, without time or order; Telegram and the server see it in the moment you press, and keep nothing. A question answered by fewer than 5 shows no results. It cannot be changed afterwards.
surveys-head-nomination-named =
    <b>{ $title }</b> (named nomination, until { $until })
    It is an opinion: no formal election and no vote.
surveys-head-nomination-anonymous =
    <b>{ $title }</b> (anonymous nomination, until { $until })
    It is an opinion: no formal election and no vote. Whom you name is kept apart from your name, without time or order; Telegram and the server see it in the moment you press, and keep nothing. It cannot be changed afterwards.
surveys-question = Question { $number } of { $count }: { $text }
surveys-choose = At most { $most }; { $count } chosen.
surveys-ask-words = Please type your answer in one message of at most { $most } characters.
surveys-ask-reply = Please <b>reply to this message</b>, all in one, at most { $most } characters. Nothing that shows who you are.
surveys-anonymous-head = ✉️ Anonymous answer { $what }
surveys-button-option = { $option }
surveys-button-marked = ✓ { $option }
surveys-button-take = Done, hand in
surveys-button-page = Page { $page } of { $pages }
surveys-button-revoke = Begin anew
surveys-thanks = Complete, thank you. You may take it back until it closes.
surveys-thanks-anonymous = Complete, thank you.
surveys-over = It has closed. Thank you for your interest.

surveys-of =
    <b>Surveys and nominations</b>
    They go to everybody in the branch and close by the clock. They ask for opinions and replace no election and no vote.
surveys-button-draft = Draft: { $title }
surveys-button-open = Open: { $title }
surveys-button-closed = Closed: { $title }
surveys-button-new-survey = New survey
surveys-button-new-nomination = New nomination
surveys-ask-named = With names, you see who answered what; anonymously, only the sums, after it has closed and from { $least } answers up. Which?
surveys-button-named = With names
surveys-button-anonymous = Anonymous
surveys-ask-title = Please type the title, like “Plans for autumn”, at most { $most } characters.
surveys-kind-survey-named = named survey
surveys-kind-survey-anonymous = anonymous survey
surveys-kind-nomination-named = named nomination
surveys-kind-nomination-anonymous = anonymous nomination
surveys-title-draft = <b>{ $title }</b> ({ $kind }, a draft, open for { $days } days once sent)
surveys-title-open = <b>{ $title }</b> ({ $kind }, until { $until })
surveys-title-closed = <b>{ $title }</b> ({ $kind }, closed)
surveys-no-question = There is no question yet. Please add one.
surveys-line-one = { $number }. { $text } (one option)
surveys-line-many = { $number }. { $text } (at most { $most })
surveys-line-words = { $number }. { $text } (typed)
surveys-line-people = { $number }. { $text } (among the { $count } members of the branch, at most { $most })
surveys-line-option = · { $option }
surveys-answered = Sent to { $asked }, completed by { $answered }.
surveys-button-add-1 = + one of
surveys-button-add-m = + several of
surveys-button-add-w = + typed
surveys-button-add-p = Among all members
surveys-button-add-l = I type the list
surveys-button-days = How long
surveys-button-drop = Drop the last
surveys-button-send = Send to the branch
surveys-button-throw = Throw away
surveys-button-close = Close now
surveys-button-send-yes = Send it
surveys-button-throw-yes = Throw it away
surveys-button-close-yes = Close it
surveys-button-nominees = { $count }
surveys-button-day = { $days } d
surveys-ask-nominees = How many may each person name?
surveys-ask-days = For how many days is it open once it is sent?
surveys-ask-question-one = Please send one message: the question in the first line, then an option a line, 2 to { $most }.
surveys-ask-question-many = Please send one message: the question in the first line, then an option a line, 2 to { $most }; several may be chosen.
surveys-ask-question-words = Please type the question; it is answered in words.
surveys-ask-question-people = Please type what people are named for, like “Excellent member”. The options are all members of the branch.
surveys-ask-question-list = Please send one message: what people are named for in the first line, then a name a line, 2 to { $most }.
surveys-ask-send = Send <b>{ $title }</b> to everybody in the branch? Its questions cannot be changed afterwards.
surveys-ask-throw = Throw <b>{ $title }</b> away? It was not sent, and nobody has answered.
surveys-ask-close = Close <b>{ $title }</b> now? It cannot be opened again.

surveys-results =
    <b>{ $title }</b>
    Sent to { $asked }, completed by { $answered }.
surveys-results-later = An anonymous one has results once it has closed, for questions with { $least } answers or more, so that nobody can work out who answered what.
surveys-results-question = <b>{ $number }. { $text }</b> ({ $count } answers)
surveys-results-option = · { $option }: { $count }
surveys-results-words = · { $words }
surveys-results-few = Fewer than { $least } answers: not shown.
surveys-no-ballot = It asks for opinions inside the branch; it is no formal election and no vote.
surveys-button-picture = Picture
surveys-button-sheet = Workbook
surveys-picture-option = Questions and options
surveys-picture-count = People
surveys-picture-share = Share
surveys-picture-under = Sent to { $asked }, completed by { $answered }. Opinions, no formal election
surveys-picture = <b>{ $title }</b>: the results as a picture.
surveys-file-name = survey_{ $title }.xlsx
surveys-file = The results of the survey.

why-kind-survey-ask = A survey for you
why-kind-survey-remind = A survey closes soon
why-kind-survey-done = A survey has closed
privacy-section-survey-people = Surveys you were asked in
privacy-section-survey-named-answers = Your answers to named surveys
error-survey-question = A question needs words; options stand a line each, 2 to { $options } of them, at most { $letters } characters each and no two alike. Please send it again.
error-survey-choice = Choose at least 1 and at most { $most }; typed answers have at most { $most } characters. Please try again.
error-survey-not-ready = Not now: it has no question, it is full, or it was sent already. Please look at the survey again.
error-survey-closed = It has closed; this was not counted. If there is something to say, the suggestion box is open.
