# Developments and transfers: the way in
cases-choose = Which one would you like to see?
cases-none = You keep no branch yet. Please ask the party office.
cases-hub =
    <b>{ $name }</b>: membership development and transfers
    You note the dates; I reckon and remind. Please write no contents of talks or reviews and no identity-card numbers here.
cases-button-child = { $name } ({ $count })
cases-button-development = Development { $count }
cases-button-transfers = Transfers { $count }
cases-button-sheet-development = Development sheet
cases-button-sheet-transfers = Transfer sheet
cases-button-look = Have a look
cases-sheet = { $rows } rows. There are names in it; please keep it safe.

error-cases-there = There is an open case of this person already; no second one was made. Please open it from the list.
error-cases-ended = This case has ended and cannot be changed. To change it, press “Open again” first.
error-cases-step = This cannot be noted now. Please go back to the person's page and choose from what is listed there.
error-cases-day-ahead = That day has not come yet. Please note it when it is done, or send another date.
error-cases-day-far = That date is too far away. Please check the year, like 2026-05-20.
error-cases-name = I cannot read that name. Please send the name, then a space and the department if you like.
error-cases-words = I cannot use that: at most { $limit }, and no identity-card numbers. Please change it and send it again.
error-cases-not-full = Only full members of this branch can be chosen. Please choose somebody else.
error-cases-too-many = At most { $most } people, and they are named already. Please take one out first.
error-cases-nobody = No full member of this branch is called like that. Please try another part of the name, or update the roster first.

word-cases = development, transfers, cases
command-cases = Membership development and transfers
