# Quizzes: put together, taken, counted
error-quiz-empty = It has no question yet, or nobody to take it. Please choose questions and people first.
error-quiz-title = Please give it a name of 1 to { $limit } characters.
error-quiz-too-many = A quiz has { $limit } questions at most. Please take some out first.
error-quiz-sent-out = This quiz has been sent out and cannot be changed. You can make another one.
error-quiz-over = This quiz is over. Your result stands under “Quizzes”.
error-quiz-not-yet = This quiz opens on { $opens }. Please press again then.
error-quiz-no-more-tries = No attempt is left. Your best result is { $score }.

command-quiz = Quizzes
word-quiz = quiz, quizzes, test

quizzes-button-menu = Quizzes
quizzes-button-compose = Make a quiz
quizzes-button-items = Questions looked at
quizzes-separator = {", "}

# Putting together
quizzes-list = <b>Quizzes</b>
quizzes-list-empty =
    There is no quiz yet.
    “New quiz” draws one with the usual settings; you look it over before it goes out.
quizzes-button-new = New quiz
quizzes-button-one = { $title } ({ $state })
quizzes-state-draft = draft
quizzes-state-open = open
quizzes-state-closed = over
quizzes-state-withdrawn = withdrawn
quizzes-default-title = Quiz of { $month }
quizzes-withdrawn = “{ $title }” is withdrawn.
quizzes-draft = <b>{ $title }</b> (draft)
quizzes-draft-items = Questions: { $count }, { $source }
quizzes-draft-who = For: { $audience }, { $count } people
quizzes-draft-when = Opens { $opens }, closes { $closes }
quizzes-draft-marks =
    { $retries ->
        [0] Pass mark { $mark }, excellent { $excellent }, one attempt
        [9] Pass mark { $mark }, excellent { $excellent }, as many attempts as you like
       *[other] Pass mark { $mark }, excellent { $excellent }, retries: { $retries }
    }
quizzes-draft-how =
    { $minutes ->
        [0] No time limit
       *[other] { $minutes } minutes
    }{ $shuffle ->
        [yes] , shuffled
       *[no] {""}
    }{ $credit ->
        [yes] , for credit
       *[no] , practice only
    }
quizzes-draft-empty = The bank has no such question yet. Please add some, or choose another category.
quizzes-source = { $category }, { $difficulty }
quizzes-category-any = all categories
quizzes-difficulty-any = any difficulty
quizzes-difficulty-easy = easy
quizzes-difficulty-medium = medium
quizzes-difficulty-hard = hard
quizzes-opens-now = at once
quizzes-opens-at = { $at }
quizzes-button-questions = Questions
quizzes-button-settings = Settings
quizzes-button-who = For whom
quizzes-button-name = Name
quizzes-button-send = Send to { $count }
quizzes-button-delete = Throw away
quizzes-settings =
    Settings of <b>{ $title }</b>
    Opens { $opens }, closes { $closes }
    A press goes one step further.
quizzes-set-opens = { $value ->
        [0] Opens at once
        [1] Opens in 1 day
       *[other] Opens in { $value } days
    }
quizzes-set-days = Open { $value } days
quizzes-set-minutes = { $value ->
        [0] No time limit
       *[other] { $value } minutes
    }
quizzes-set-retries = { $value ->
        [0] One attempt
        [9] Any number
       *[other] Retries: { $value }
    }
quizzes-set-pass = Pass mark { $value }
quizzes-set-excellent = Excellent { $value }
quizzes-set-shuffle = { $value ->
        [yes] Shuffle: yes
       *[no] Shuffle: no
    }
quizzes-set-credit = { $value ->
        [yes] Credit: yes
       *[no] Credit: no
    }
quizzes-set-many = Questions: { $value }
quizzes-ask-name = What should “{ $title }” be called? Please send the name.
quizzes-ask-audience = Who is to take it?
quizzes-button-audience = { $name }: { $count }
quizzes-questions =
    <b>{ $title }</b>, { $count } questions
    { $source }; the bank has { $there }
quizzes-button-again = Others
quizzes-button-category = Category
quizzes-button-pick = Pick by hand
quizzes-ask-category = What should be drawn from? Now: { $source }.
quizzes-button-any = All categories
quizzes-button-of = { $name }: { $count }
quizzes-pick =
    { $count } picked, { $there } here.
    A number takes a question in, or out again.
quizzes-button-picked = ✓ { $place }
quizzes-button-unpicked = { $place }
quizzes-sent-out =
    Done: “{ $title }” goes to { $count } people. It opens { $opens } and closes { $closes }.
    Whoever has not taken it is reminded once, a day before. You get the result when it is over.
quizzes-button-result = Result

# Messages
quizzes-notice =
    <b>{ $title }</b>
    { $count } questions, pass mark { $mark }, open until { $closes }.{ $minutes ->
        [0] { " " }You may stop and go on later; every answer is kept.
       *[other] { " " }The time of { $minutes } minutes starts when you begin.
    }{ $credit ->
        [yes] {""}
       *[no] { " " }This one is practice and earns no credit.
    }
quizzes-reminder =
    You have not finished <b>{ $title }</b>; it is open until { $closes }.
    { $count } questions, a few minutes.
quizzes-button-go = Begin
quizzes-closed =
    <b>{ $title }</b> is over
    Expected { $due }, taken by { $taken }: { $participation }%
    { $taken ->
        [0] Nobody finished it.
       *[other] Passed { $passed }: { $rate }%, average { $average }
    }

# Taking
quizzes-mine =
    <b>Quizzes</b>
    Press one to begin or to go on.
quizzes-mine-none = There is no quiz for you now. You will be told.
quizzes-button-open = { $title } (until { $closes })
quizzes-button-on = Go on: { $title }
quizzes-button-done = { $title }: { $score }
quizzes-button-shut = { $title } (not taken)
quizzes-progress = { $title }　{ $position }/{ $total }　{ $kind }
quizzes-left =
    { $minutes ->
        [0] Less than a minute left
        [1] 1 minute left
       *[other] { $minutes } minutes left
    }
quizzes-true = True
quizzes-false = False
quizzes-several = Several may be right. Mark them, then confirm.
quizzes-type = Please type your answer.
quizzes-button-type = I will type it
quizzes-button-letter = { $letter }
quizzes-button-marked = ✓ { $letter }
quizzes-button-confirm = Confirm ({ $count })
quizzes-button-later = Stop here for now
quizzes-late = The time is over, so this answer does not count. The { $answered } before it are kept.
quizzes-result-excellent =
    <b>{ $title }</b>: { $score }, excellent!
    { $right } of { $total } right.
quizzes-result-passed =
    <b>{ $title }</b>: { $score }, passed.
    { $right } of { $total } right.
quizzes-result-short =
    <b>{ $title }</b>: { $score }, not quite the { $mark } it takes.
    { $right } of { $total } right. The explanations below will help.
quizzes-missed = Not right yet: { $count }
quizzes-missed-said = You said: { $answer }
quizzes-missed-none = No answer
quizzes-missed-right = Right: { $answer }
quizzes-missed-source = Source: { $source }
quizzes-button-retry = Try again ({ $count } left)

# Results
quizzes-how = <b>{ $title }</b> ({ $state })
quizzes-figures =
    Expected { $due }, taken by { $taken }: { $participation }%
    { $taken ->
        [0] Nobody has finished it yet.
       *[other] Passed { $passed }: { $rate }% of those who took it, average { $average }
    }
quizzes-figures-others = { $count } retired members took it of their own will; they are not counted.
quizzes-missing = { $count } have not taken it yet; they are reminded a day before it closes.
quizzes-button-sheet = Sheet
quizzes-button-picture = Picture
quizzes-button-analysis = By question
quizzes-button-withdraw = Call back
quizzes-sheet = The sheet of results. Please keep it inside the branch and publish nobody's result.
quizzes-picture = How many had each question right at the first attempt. Please look at the red ones.
quizzes-card-note = { $count } questions. The longer the bar, the more had it right; please look at the red ones
quizzes-analysis = <b>{ $title }</b>: { $count } questions, { $look } to look at
quizzes-bank = <b>Questions</b>: { $count } asked so far, { $look } to look at
quizzes-button-look = No. { $number }
quizzes-one = <b>A question</b> (version { $version })
quizzes-one-retired = It is out of use and will not be drawn; earlier results stay as they are.
quizzes-item-live = In meetings: { $answers } answered, { $right } rightly (no names, not counted above)
quizzes-button-correct = Put it right
quizzes-button-retire = Take out of use
quizzes-button-restore = Use it again
quizzes-correct = Copy the question below, put it right and send it to me. It becomes a new version; earlier results stay, and so do explanation and source where you leave them out.
quizzes-item-none = Nobody has answered it
quizzes-item = { $answers } answers, { $right } right ({ $share }%)
quizzes-item-option = 　{ $option }: { $count }
quizzes-item-spread = Discrimination { $value }
quizzes-why-too-few = Too few answers to say anything yet.
quizzes-why-too-hard = ⚠ Few have it right: it may be too hard, or its answer wrong.
quizzes-why-too-easy = ⚠ Nearly everybody has it right: a harder one may serve better.
quizzes-why-weak = ⚠ Those who know much do no better here: please look whether it is clear.
quizzes-why-distractor = ⚠ A wrong option is chosen more often than the right one: please check the answer.

# Missed questions come back
quizzes-button-again-mine = Missed questions ({ $count })
quizzes-again = Missed questions, number { $position }
quizzes-again-right = ✓ Right this time.
quizzes-again-wrong = Have another look; it will come back in a few days.
quizzes-again-none = No missed question waits now.
quizzes-again-enough = That is enough for today. There is no need to do this daily.
quizzes-button-next = Next

# Question of the day for a group
error-quiz-polled-today = This group has had its question today. Please ask the next one tomorrow.
polls-button = Question of the day
polls-title =
    <b>Question of the day for a group</b>
    It is sent as a poll; nobody's answer is published here.
polls-practice = This one is for practice: no credit.
polls-counts = This one <b>counts</b>: members of ours whose first answer is right get a small part of a quiz's credit, under the same yearly cap.
polls-question-counts = { $question } (right: credit)
polls-button-count = Let it count
polls-button-practice = For practice only
polls-latest = The last one: { $answers } of our members answered, { $right } rightly.
polls-no-question = The bank has none that fits: single choice or true/false, at most { $most } characters.
polls-no-group = There is no group to send it to: bind one first; a group gets one a day.
polls-button-other = Another one
polls-button-send = Send to group { $number }
polls-sent = It is sent. People in the group answer by a tap.
polls-refused = The group did not take it. Please look whether the bot is still there and may send polls, and try again.
