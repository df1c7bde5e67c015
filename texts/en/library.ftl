# The library: categories, search, what the branch says, the card of the week
study-button-categories = By category
study-button-find = Search
study-categories = <b>Categories</b>: { $count }
study-button-category = { $name } ({ $count })
study-button-category-none = Of no category ({ $count })
study-category = <b>{ $name }</b>: { $count }
study-category-none = <b>Of no category</b>: { $count }
study-ask-find = What are you looking for? Type a word, such as “admission”.
study-found = With “{ $word }”: { $count }. You may type another word.
study-found-many = With “{ $word }”: { $count }, of which { $shown } are listed. One more word, after a space, finds fewer.
study-found-none = Nothing has “{ $word }”. Please type another word.
study-button-thread = What we say ({ $count })
study-thread = <b>What we say: { $title }</b>
study-thread-none = Nobody has said anything yet. Will you?
study-remark-line = { $place }. { $name } ({ $held }): { $words }
study-button-remark = Say something
study-ask-remark = What do you think of <b>{ $title }</b>? A sentence, at most { $most } characters; everybody in your branch can read it. Nothing about patients, no internal papers.
study-button-remark-away = Remove { $place }
study-remark-away =
    Remove this one? It cannot be brought back.
    { $name }: { $words }
study-button-remark-gone = Remove
study-button-card-week = As card of the week
study-card =
    <b>Card of the week: { $title }</b>
    Source: { $source }
study-card-has = This week has a card already: { $title }. Please send this one next week.
study-card-sent = ✓ Sent to { $count } members
study-card-sent-group = ✓ Sent to group { $number }
study-card-sent-channel = ✓ Sent to the channel ({ $number } on the list)
study-button-card-people = To the members ({ $count })
study-button-card-group = To group { $number }
study-button-card-channel = To channel { $number }
study-button-card-open = Open
study-card-new =
    Card of the week: <b>{ $title }</b>
    Source: { $source }
study-card-text =
    Card of the week: <b>{ $title }</b>
    Source: { $source }

    { $body }
study-card-link =
    Card of the week: <b>{ $title }</b>
    Source: { $source }
    Online: { $link }
study-card-file =
    Card of the week: { $title }
    Source: { $source }
why-kind-study-card = The card of the week
why-kind-study-card-chat = The card of the week in a group
error-study-word = Please type a word to look for, at most { $most } characters.
error-study-remark = A sentence, please, at most { $most } characters. Send it again.
error-study-remarks-many = You have said { $most } things about this one. Remove one of them to say something new.
error-study-card-other = This week has a card already: { $title }. Please send this one next week.
error-study-material-category = Type the name of a category, please, at most { $most } characters, such as “Party rules”.
