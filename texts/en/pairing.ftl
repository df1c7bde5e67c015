# Two branches that work together: when both have agreed, each has the same list
pairing-button-menu = Paired branches
pairing = Paired branches of <b>{ $branch }</b>
pairing-none =
    Paired branches of <b>{ $branch }</b>
    None yet. Tap “Ask a branch”; when it agrees, both have the same list.
pairing-button-asked = Not answered: { $other }
pairing-button-agreed = { $other }
pairing-button-new = Ask a branch
pairing-ask = Which branch would you like to ask? A tap sends the question; it counts when its secretary agrees.
pairing-ask-none = There is no other branch to ask.
pairing-asked = <b>{ $other }</b> has been asked; its secretary has not answered yet.
pairing-asks = <b>{ $other }</b> would like to pair with your branch. Once agreed, both have the same list, and each ticks its own.
pairing-agreed = Paired with <b>{ $other }</b>. Each side has its own list.
pairing-declined = Pairing with <b>{ $other }</b> did not come about.
pairing-ended = Pairing with <b>{ $other }</b> has ended; the list rests.
pairing-button-yes = Agree
pairing-button-no = Not now
pairing-button-list = Our list
pairing-button-add = Add for both
pairing-button-end = End it
pairing-button-end-yes = End
pairing-button-take-back = Take it back
pairing-ask-add = What would you like to do together with <b>{ $other }</b>? Please type it, at most { $most } characters; it goes on both lists.
pairing-added = It is on both lists; <b>{ $other }</b> sees it too.
pairing-ask-end = End the pairing with <b>{ $other }</b>? Both lists rest, nobody is reminded, and the other side is told.
pairing-button-look = Have a look
pairing-card = <b>{ $other }</b> would like to pair with { $branch }. Please have a look.
pairing-card-agreed = <b>{ $other }</b> and { $branch } are paired: agreed.
pairing-card-declined = Pairing of <b>{ $other }</b> with { $branch } did not come about this time.
pairing-card-ended = The pairing of <b>{ $other }</b> with { $branch } has ended.
pairing-told-agreed = <b>{ $other }</b> agrees to the pairing. Each side has its own list now.
pairing-told-declined = <b>{ $other }</b> would rather not pair now. Talk to them, and ask again later.
pairing-told-ended = <b>{ $other }</b> has ended the pairing; the list rests.

checklists-preset-pairing = Pairing
checklists-item-pair-plan = Plan the year together
checklists-item-pair-themed-day = Hold a themed day together
checklists-item-pair-study = Study together once
checklists-item-pair-volunteer = Volunteer together once
checklists-item-pair-visit = Visit each other once
checklists-item-pair-summary = Write the summary

error-pairing-unled = Nobody leads that branch, here or above, who could answer. Please contact the party office first.
why-kind-pairing = A branch would like to pair
why-kind-pairing-closed = What became of a pairing
why-kind-pairing-notice = News of a pairing

# Whom retired members may ask
retired-contact = Contact of retired members: { $name }
retired-contact-mine = Retired members may ask: { $name }
retired-contact-button = Retired contact
retired-contact-ask = Whom may retired members ask? Please choose a member, and ask him first. Retired members and the party office see it.
retired-contact-button-nobody = Nobody
