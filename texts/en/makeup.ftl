# Make-up study: who was not there catches up, the group leader or the publicity member accepts it
word-makeup = make-up, catch up
command-makeup = What I can catch up on
makeup-task =
    You could not come to <b>{ $what }</b> on { $held }. Please catch up by { $due }.
    Read the material and write a few lines; that is enough.
makeup-remind = A reminder: catching up on <b>{ $what }</b> of { $held } is due on { $due }.
makeup-button-look = Catch up
makeup-button-menu = Catch up
makeup-button-one = { $what }, by { $due }
makeup-button-list = ‹ My list
makeup-button-write = Read, now write
makeup-button-read = Read the material ({ $count })
makeup-button-questions = Read, now { $count } questions
makeup-button-true = True
makeup-button-false = False
makeup-read = This is the material of <b>{ $what }</b>. When you have read it, tap below.
makeup-question = <b>Question { $place } of { $of }</b>
    { $stem }
makeup-option = { $letter }. { $option }
makeup-right = ✓ Right
makeup-wrong = ✗ The right answer: { $letter }. { $option }
makeup-wrong-true = ✗ The right answer: true
makeup-wrong-false = ✗ The right answer: false
makeup-explanation = { $text }
makeup-questions-done = { $right } of { $of } right, and handed in; the group leader or the publicity member will look at it.
makeup-questions-again = { $right } of { $of } right, not quite enough. Have another look at the material; then answer others, or write a note.
makeup-button-accept = Accept
makeup-button-back = Give back
makeup-list = <b>What you can catch up on</b>
makeup-list-none = There is nothing to catch up on.
makeup-title = <b>{ $what }</b>, { $held }: catching up
makeup-theme = Theme: { $theme }
makeup-state-required = Please do it by { $due }
makeup-state-submitted = Handed in; the group leader or the publicity member will look at it
makeup-state-accepted = Accepted: { $hours } hours of study
makeup-state-expired = It was due by { $due } and is not handed in yet
makeup-state-void = Nothing to catch up on any more
makeup-word = It was given back with: { $word }
makeup-overdue = The day is over, but you can still hand it in.
makeup-ask-note = Please read the material of <b>{ $what }</b> and send me a few lines on it, { $least } characters or more. No secrets and nothing private, please.
makeup-ask-word = Why is it given back? One sentence of at most { $most } characters; the person will read it.
makeup-card =
    { $who } has handed in the make-up study of <b>{ $what }</b> ({ $held }):
    { $note }
makeup-card-answers =
    { $who } has handed in the make-up study of <b>{ $what }</b> ({ $held }):
    the material read, { $right } of { $count } questions right.
makeup-card-accepted = { $who }, <b>{ $what }</b> ({ $held }): make-up study accepted.
makeup-card-returned = { $who }, <b>{ $what }</b> ({ $held }): given back, to be handed in again.
makeup-card-void = { $who }, <b>{ $what }</b> ({ $held }): nothing to make up any more.
makeup-accepted = Your make-up study of <b>{ $what }</b> ({ $held }) is accepted: { $hours } hours. Well done!
makeup-returned =
    Your make-up study of <b>{ $what }</b> ({ $held }) came back; please change it and send it again.
    The word with it: { $word }
error-makeup-note = A note has { $least } to { $most } characters; this one has { $count }. Please change it and send it again.
error-makeup-word = Please say in one sentence of at most { $most } characters why it is given back.
error-makeup-own = Somebody else accepts your make-up study. Please ask the group leader, the publicity member or the secretary.
error-makeup-no-questions = The question bank has too few questions now. Please write a note instead.
