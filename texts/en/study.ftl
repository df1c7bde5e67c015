# Study: hours and credits
command-study = My hours and credits of study
word-study = study, hours, credits
menu-button-study = My study

study-book-hours = Hours
study-book-credits = Credits
study-item-attend = Study session
study-item-themed-day = Themed day
study-item-lecture-attend = Lecture heard
study-item-lecture-give = Lecture given
study-item-training = Training
study-item-online = Online course
study-item-volunteer = Volunteering
study-item-quiz = Quiz passed
study-item-quiz-excellent = Quiz excellent
study-item-essay = Essay
study-item-notes = Study notes
study-item-reading = Required reading
study-item-makeup = Make-up study
study-item-makeup-duty = Make-up (duty leave)

study-title = <b>My study</b> ({ $year })
study-line-open = { $book }: <b>{ $have }</b> of { $asked }, { $gap } to go
study-line-done = { $book }: <b>{ $have }</b> of { $asked }, enough
study-line-free = { $book }: <b>{ $have }</b>
study-free = Nothing hard is asked of you this year; you are welcome to everything.
study-prorated = What is asked is for { $months } months of this year.
study-office = A committee member for { $office } months of this year: those count by the committee's target, the other { $rest } by the members'.
study-undated = Nobody has noted since when the committee's role is held: it counts from the beginning of the year. If that is wrong, have the branch give the role again with its day.
study-next-make-up = Next: catch up on <b>{ $what }</b> of { $held } for { $hours } hours.
study-next-meeting = Next: <b>{ $what }</b> on { $held } gives { $hours } hours.
study-next-wait = The next study is not planned yet; you will be told.
study-next-done = You have done what this year asks. Well done!
study-button-open = My study
study-button-meeting = See the meeting
study-button-h = Hours in detail
study-button-c = Credits in detail
study-button-year = See { $year }
study-button-newer = ‹ Newer
study-button-older = Older ›

study-lines = <b>{ $book } in detail</b> ({ $year }): { $total } count
study-lines-none = Nothing yet this year ({ $book }). What you attend, catch up on and pass is kept here.
study-entry = { $held } { $item }: { $rule }
study-entry-titled = { $held } { $item }, “{ $title }”: { $rule }
study-entry-capped = — of this kind { $cap } count a year; of this line { $counted }
study-rule-hours = { $hours } hours
study-rule-hour = { $quantity } hours × { $rate } = { $amount }
study-rule-time = { $quantity } × { $rate } = { $amount }
study-rule-poll = question of the day, right: { $quantity } of a quiz, { $quantity } × { $rate } = { $amount }
study-rule-thousand = { $quantity } thousand characters × { $rate } = { $amount }
study-rule-by-hand = set to { $amount } for this meeting
study-rule-correction = corrected by { $amount } ({ $why })

study-button-appeal = Is it wrong? Ask
study-ask-appeal = What is not right? One sentence of at most { $most } characters, such as “I was at the lecture of 13 November”. The group leader or the publicity member will read it and answer you.
study-appeal-waits =
    It is with the group leader or the publicity member; the answer will come.
    On { $held } you wrote: { $words }
study-appeal-card =
    { $who } asks about hours or credits of { $year }:
    { $words }
study-appeal-card-closed =
    { $who }, hours and credits of { $year }: answered.
    { $answer }
study-button-correct = Right, add it
study-button-answer = Explain
study-button-fix-h = Add hours
study-button-fix-c = Add credits
study-ask-answer = One sentence of at most { $most } characters; the person will read it.
study-ask-book = Hours or credits? If the attendance is wrong, put that right: hours and credits follow by themselves.
study-ask-item = As what does it count ({ $book })?
study-ask-amount = How much ({ $book }, { $item })? A number, a space and the reason, such as “2 lecture of 13 November was left out”.
study-appeal-answered =
    Your question about hours and credits is answered:
    { $answer }
study-appeal-corrected-hours =
    You were right: { $amount } hours were added.
    { $answer }
study-appeal-corrected-credits =
    You were right: { $amount } credits were added.
    { $answer }
tasks-study-appeal = { $organisation }: a question about hours or credits has had no answer for { $hours } hours. Please look at it, or remind the group leader or the publicity member.
why-kind-study-appeal = A question about hours and credits
why-kind-study-appeal-result = The answer to your question about hours

error-study-appeal-own = Somebody else answers your own question. Please ask the group leader, the publicity member or the secretary.
error-study-words = One sentence of at most { $most } characters, please. Send it again.
error-study-amount = A multiple of { $step }, at most { $most }. A number, a space and the reason, such as “2 lecture of 13 November was left out”.

# The picture, the branch's study, the study sheet
study-button-card = As a picture
study-card-title = Study in { $year }
study-card-caption = Your study in { $year }, month by month.
study-card-against = { $have } / { $asked }
study-card-free = { $have }
study-card-months = Month by month
study-button-branch = Study
study-board-title = <b>{ $organisation }: study</b> ({ $year })
study-board-counts = Enough hours: { $hours }, enough credits: { $credits }, of { $asked }.
study-board-place = { $name }: enough hours { $hours }, enough credits { $credits }, of { $asked }
study-board-free = Nothing hard is asked of { $count } more.
study-board-gaps = These lack something (in the order of the roster; only you and who looks after the study see it).
study-board-no-gaps = Everybody has enough.
study-gap = { $amount } { $book } to go
study-gap-separator = { ", " }
study-button-person = { $name }: { $gap }
study-button-sheet = Study sheet
study-sheet-file = The study sheet of { $year }; please check it before it is printed and signed.
study-person = <b>{ $name }</b>: study
study-line-of = { $book }: { $have } of { $asked }
study-person-free = Nothing hard is asked.
study-button-free = Nothing hard asked
study-button-ask-again = Ask again

# The scheme of credits
study-button-scheme = Scheme
study-scheme-title = <b>{ $organisation }: scheme of credits</b>
study-scheme-own = Made by { $owner }
study-scheme-shipped = The scheme as shipped; the secretary or the office may change it.
study-scheme-targets = A year: { $member } for members, { $committee } for committees
study-per-hour = { $item }: { $credits } an hour
study-per-time = { $item }: { $credits } each
study-per-thousand = { $item }: { $credits } a thousand characters
study-scheme-capped = { $rule }, at most { $cap } a year
study-scheme-shares = { $rule }, under one cap with { $pool }
study-scheme-line = { $rule }
study-scheme-coming = <b>From { $held }:</b>
study-button-scheme-change = Change it
study-ask-change = Which line? A change holds for days to come; what was given stays.
study-button-targets = A year's credits
study-button-shipped = As shipped
study-ask-rate = { $item }: how many credits each (or an hour), and at most how many a year? Two numbers with a space, such as “2 12”; one number for no cap; 0 gives none.
study-ask-rate-only = { $item }: how many credits each (or an hour)? One number; 0 gives none.
study-ask-targets = How many credits a year? Two numbers with a space, members first, then committees, such as “40 56”.
study-ask-since = From when?
study-button-tomorrow = From tomorrow
study-button-new-year = From 1 January
error-study-scheme-numbers = Numbers, please: multiples of { $step }, at most { $most } each and { $cap } a year, such as “2 12”.

# Handing in essays, notes, trainings
study-button-works = Hand in
study-works =
    <b>Hand in essays and notes</b>
    Choose one: typed, a photo of handwriting, or a file. The group leader or the publicity member looks at it; hours and credits follow by themselves.
study-button-work = Change it
study-button-work-draft = Begun: { $item }
study-button-work-submitted = Waits: { $item }, { $held }
study-button-work-accepted = Accepted: { $item }, { $held }
study-button-work-returned = Came back: { $item }, { $held }
study-ask-span =
    { $item }: on which days, and how many hours? Dates and hours with a space between:
    one day “2026-11-10 4”, several “2026-12-30 2027-01-02 24”. At most { $most } hours a day; over New Year they are split by days.
study-collect = <b>{ $item }</b>: please type it, or send photos or files, at most { $most }. In several messages if you like; then press “Hand it in”. No secrets and nothing private, please.
study-collect-essay = <b>{ $item }</b>: please type it ({ $least } characters or more), or send photos or files, at most { $most }. In several messages if you like; then press “Hand it in”. No secrets and nothing private, please.
study-collected = Here so far: { $characters } characters, { $files } photos and files.
study-collected-notes = About { $count } characters, you said.
study-collect-what = Only text, photos and files, please. Send it again.
study-ask-count = About how many characters are the handwritten notes? A number, such as “1200”.
study-button-hand-in = Hand it in
study-button-drop = Never mind
study-button-again = Change it
study-work-state-draft = <b>{ $item }</b> is not handed in yet.
study-work-state-submitted = <b>{ $item }</b> is handed in; the group leader or the publicity member will look at it.
study-work-state-accepted = <b>{ $item }</b> is accepted and counts.
study-work-state-returned =
    <b>{ $item }</b> came back; please change it and hand it in again.
    The word with it: { $word }
study-button-accept = Accept
study-button-back = Give back
study-button-files = Photos and files ({ $count })
study-work-card =
    { $who } has handed in <b>{ $item }</b>:
    { $words }
study-work-card-notes =
    { $who } has handed in <b>{ $item }</b>, { $count } characters:
    { $words }
study-work-card-hours =
    { $who } reports <b>{ $item }</b>, { $held } to { $until }, { $hours } hours:
    { $words }
study-work-card-accepted = { $who }, <b>{ $item }</b>: accepted.
study-work-card-returned = { $who }, <b>{ $item }</b>: given back, to be handed in again.
study-ask-word = Why is it given back? One sentence of at most { $most } characters; the person will read it.
study-work-accepted = Your <b>{ $item }</b> is accepted and counts. Well done!
study-work-returned =
    Your <b>{ $item }</b> came back; please change it and hand it in again.
    The word with it: { $word }
tasks-study-work = { $organisation }: an essay or notes have waited for { $hours } hours. Please look at it, or remind the group leader or the publicity member.
why-kind-study-work = An essay or notes for you to look at
why-kind-study-work-result = Your essay or notes were looked at
error-study-work-own = Somebody else accepts what you hand in. Please ask the group leader, the publicity member or the secretary.
error-study-work-full = It is full: at most { $characters } characters and { $files } photos or files. Please hand it in and begin another.
error-study-work-empty = There is not enough in it: a typed essay has { $least } characters or more, photos and files will do as well; notes need their number of characters. Please add to it.
error-study-work-span = These are no dates and hours: not ahead of today, at most { $day } hours a day and { $days } days. Please type them like “2026-11-10 4”.
error-study-work-count = A number, please, at most { $most }, such as “1200”.

# Required reading
study-button-readings = Reading
study-readings = <b>Reading</b>: { $done } of { $count } read
study-readings-none = There is nothing to read now.
study-button-read = { $title }
study-button-read-done = ✓ { $title }
study-button-file = Open the file
study-button-read-it = I have read it
study-button-read-again = Other questions
study-material =
    <b>{ $title }</b>
    Source: { $source }
study-material-body = { $body }
study-material-link = Online: { $link }
study-material-hours = Counts { $hours } hours (online).
study-material-kind = Category: { $category }
study-material-category = Then questions of it from the bank; where there are none, a sentence.
study-material-no-category = Then a sentence is written.
study-reading-done = ✓ You have read it.
study-reading-passed = { $right } of { $of } right: read, and it counts.
study-reading-again = { $right } of { $of } right, not quite. Look again and take other questions.
study-ask-reading-note = What do you take from <b>{ $title }</b>? A sentence or two, { $least } characters or more. Only the length is looked at; it is not kept.
study-shelf = <b>{ $organisation }: reading</b>, { $count } of them
study-button-material-new = Add one
study-ask-material =
    Two lines, please: the title, then the source. Such as:
    Regulations on the education of members
    Central Committee, May 2019
study-ask-body = <b>{ $title }</b>: please send it: typed (at most { $most } characters), a link, a file or a photo. Nothing internal or secret.
study-ask-category = Which category? Press one, or type a new one. Where the bank has questions of it, they are asked; else a sentence is written.
study-ask-no-category = Which category? Type one, such as “Party rules”. The bank has too few questions yet, so a sentence is written.
study-button-no-questions = No category
study-button-hours = Counts { $hours } hours
study-button-no-hours = Counts no hours
study-button-withdraw = Take it back
error-study-material-title = Two lines, please: the title (at most { $title } characters), then the source (at most { $source }).
error-study-material-body = Nothing to read in it, or too much: at most { $most } characters of text. Please send it again.
error-study-reading-note = { $least } characters or more, please; this has { $count }. Send it again.

# Campaigns: several targets together
study-button-campaigns = Campaigns
study-campaigns = <b>Campaigns</b>
study-campaigns-none = There is no campaign. You may begin one, such as “Winter course”: 40 hours, 30 readings, 2 essays, 3000 characters of notes.
study-button-campaign-new = Begin one
study-ask-campaign = What is it called? Such as “Winter course”.
study-ask-campaign-days = From when until when? Two dates with a space, such as “2026-11-01 2026-12-31”.
study-ask-campaign-targets = What is asked of each? Four numbers with spaces: hours, readings, essays, characters of notes, such as “{ $sample }”; 0 for what is not asked.
study-campaign =
    <b>{ $title }</b>
    { $from } to { $until }
study-campaign-asks = Asked: { $asks }
study-campaign-counts = { $met } of { $people } have done it. Still lacking (in the order of the roster; only you and who looks after the study see it):
study-campaign-gap = · { $name }: { $lacks }
study-campaign-own = <b>{ $title }</b> (until { $ends }): { $done }
study-campaign-met = <b>{ $title }</b> (until { $ends }): { $done }, all done
study-campaign-hours = hours { $have }/{ $asked }
study-campaign-readings = readings { $have }/{ $asked }
study-campaign-essays = essays { $have }/{ $asked }
study-campaign-characters = notes { $have }/{ $asked } characters
study-lacks-hours = { $count } hours
study-lacks-readings = { $count } readings
study-lacks-essays = { $count } essays
study-lacks-characters = { $count } characters of notes
error-study-campaign-title = At most { $most } characters, please.
error-study-campaign-days = These are no days of a campaign: not over yet, in order, at most { $most } days. Please type them like “2026-11-01 2026-12-31”.
error-study-campaign-targets = Four numbers, please: hours, readings, essays, characters of notes, such as “{ $sample }”; at least one of them not 0.

# A word a week, for those who want one
study-button-weekly-on = A word every week
study-button-weekly-off = No more weekly word
study-weekly-none = How your study stands: press below.
study-weekly =
    <b>Your week of study</b>
    { $hours } hours and { $credits } credits came in.
    This year { $all_hours } hours (of { $asked_hours }) and { $all_credits } credits (of { $asked_credits }).
study-weekly-free =
    <b>Your week of study</b>
    { $hours } hours and { $credits } credits came in; this year { $all_hours } hours and { $all_credits } credits.
why-kind-study-weekly = Your week of study
