# Questions and help between the members of a branch
help-board-button-menu = Mutual help
help-board =
    Mutual help in <b>{ $branch }</b>, { $count ->
        [one] { $count } question
       *[other] { $count } questions
    }
    Open one to read the answers, or to answer. Only members of this branch see it.
help-board-none =
    Mutual help in <b>{ $branch }</b>
    Nobody has asked anything yet. Ask whatever you need help with. Only members of this branch see it.
help-board-button-open = ○ { $words } ({ $count })
help-board-button-solved = ✓ { $words } ({ $count })
help-board-button-hidden = (hidden) { $words }
help-board-button-ask = Ask something
help-board-ask = What would you like to ask? Please type it, at most { $most } characters. It carries your name, and the branch’s members see it. Nothing about patients, no internal papers.
help-board-question = <b>{ $name }</b> ({ $asked }) asks: { $words }
help-board-solved = ✓ solved
help-board-hidden = (only you and the publicity member see it: { $why })
help-board-no-answer = Nobody has answered yet.
help-board-answer = { $place }. { $name } ({ $said }): { $words }
help-board-answer-hidden = { $place }. { $name } ({ $said }): { $words } (hidden: { $why })
help-board-button-answer = Answer
help-board-button-solve = Solved
help-board-button-unsolve = Not solved yet
help-board-button-take-back = Take back no. { $place }
help-board-button-withdraw = Withdraw it
help-board-button-keep = Hide or show again
help-board-ask-answer =
    <b>{ $words }</b>
    What do you think? Please type it, at most { $most } characters. It carries your name. Nothing about patients, no internal papers.
help-board-withdraw = Take back “{ $words }”? { $count ->
        [0] It will be gone.
        [one] Its answer will be gone too.
       *[other] Its { $count } answers will be gone too.
    }
help-board-button-withdraw-yes = Take it back
help-board-keep = Which one should be hidden or shown again? What is hidden is read by its author and you; the author sees why.
help-board-button-hide-question = Hide the question
help-board-button-show-question = Show the question
help-board-button-hide-answer = Hide no. { $place }
help-board-button-show-answer = Show no. { $place }
help-board-ask-why = Why is it hidden? The author sees the reason.
help-board-why-privacy = Somebody’s privacy
help-board-why-internal = Internal papers
help-board-why-wording = The wording
help-board-why-elsewhere = Not for this place
help-board-answered = Somebody has answered your question “{ $question }”.
help-board-button-look = Read the answer

error-help-board-words = Please type something, at most { $most } characters, and send it again.
error-help-board-many = You have { $most } questions that are not solved yet. Please tap “Solved” on those that are, then ask anew.
error-help-board-answers = You have answered this question { $most } times. Please take one back first.
why-kind-help-answer = Answers to your questions
