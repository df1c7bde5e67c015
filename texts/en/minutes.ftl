# Records of meetings: texts, voice notes and photos are sent in and filed under the items of the agenda
minutes-button-open = Minutes
minutes-title = <b>Minutes: { $what }</b>, { $time }
minutes-hint = Send me texts, voice notes and photos; I note them with their time. No secrets and nothing private, please.
minutes-hint-photos = Of such a meeting only photos are kept. What is said there belongs in the paper book.
minutes-at-item = Now at: <b>{ $number }. { $item }</b>
minutes-at-none = What you send now goes under no item.
minutes-count = Noted: { $count }{ $photos ->
        [0] {""}
       *[other] , { $photos } of them photos
    }{ $voices ->
        [0] {""}
       *[other] , { $voices } voice notes
    }.
minutes-button-item = { $number }. { $item }{ $count ->
        [0] {""}
       *[other] {" "}({ $count })
    }
minutes-button-here = ▸ { $number }. { $item }{ $count ->
        [0] {""}
       *[other] {" "}({ $count })
    }
minutes-button-new-item = Add an item
minutes-button-no-item = No item
minutes-button-all = Look at all { $count }
minutes-button-end = Done
minutes-button-again = Go on
minutes-button-desk = Minutes
minutes-button-next = Next: { $number }. { $item }
minutes-button-undo = Take it back
minutes-button-one = No. { $number }
minutes-button-see = The original
minutes-button-move = Another item
minutes-button-remove = Delete
minutes-button-list = ‹ All notes
minutes-ask-item = Which item shall be added to <b>{ $what }</b>? Please type it.
minutes-ask-move = { $time } { $who } { $what }
    Under which item does it belong?
minutes-filed = Noted under <b>{ $number }. { $item }</b> ({ $count })
minutes-filed-loose = Noted ({ $count })
minutes-ended = <b>{ $what }</b>: { $count } notes kept. You can go on later.
minutes-list-title = <b>{ $what }</b>: { $count } notes
minutes-list-item = <b>{ $number }. { $item }</b>
minutes-list-loose = <b>Under no item</b>
minutes-list-line = { $number }) { $time } { $who } { $what }
minutes-entry = { $time } { $who } { $what }
minutes-entry-item = Under: { $number }. { $item }
minutes-kind-text = text
minutes-kind-voice = [voice { $length }]
minutes-kind-photo = [photo]
minutes-kind-file = [file]
minutes-removed = Taken out of the minutes.
error-minutes-early = The meeting is not near yet; notes can be sent from { $minutes } minutes before it.
error-minutes-off = This meeting was called off. Please put it back on before you add notes.
error-minutes-contents = What is said at such a meeting is not kept; only photos without a caption are. Please use the paper book.
error-minutes-full = The minutes are full: { $most } at most. Please delete what is not needed.
error-minutes-kind = This cannot be noted. Please send text, a voice note, a photo or a file.
error-minutes-figure = Please type a number of at most { $most }.
error-minutes-moment = That is no time after the meeting began. Please type it like 16:30.
