# Roles
role-name-secretary = Secretary
role-name-deputy-secretary = Deputy secretary
role-name-organisation-member = Organisation member
role-name-publicity-member = Publicity member
role-name-discipline-member = Discipline member
role-name-youth-member = Youth member
role-name-group-leader = Group leader
role-name-committee-secretary = Committee secretary
role-name-party-office = Party office

roles-title = Roles in <b>{ $name }</b>
roles-none = Nobody has been given a role yet.
roles-held = · { $role }: { $name }, since { $first }
roles-held-until = · { $role }: { $name }, { $first } to { $last }
roles-button-held = { $role } { $name }
roles-button-new = Give a role
roles-ask-role = Which role in { $name }?
roles-ask-person = Who is to be { $role }? Tap a name, or type one to search.
roles-nobody = Nobody of that name in { $name }. Type it differently, or go back.
roles-button-person = { $name }
roles-ask-day = { $name } becomes { $role } of { $organisation } from { $date }.
roles-replaces = The term of { $name }, who holds the post, ends the day before.
roles-ask-day-hint = Tap “Confirm”, or type another date, such as 2026-12-01.
roles-button-confirm = Confirm
roles-ask-end = Until when? Tap one, or type the last day, such as 2026-12-31.
roles-button-end-now = End it now
roles-button-end-month = End of this month

role-notice-granted = You are <b>{ $role }</b> of { $organisation } from { $date }. Tap /menu to see what is new for you.
role-notice-ended = You are <b>{ $role }</b> of { $organisation } until { $date }. Thank you for your work!
role-notice-annulled = Your appointment as <b>{ $role }</b> of { $organisation } was withdrawn. If in doubt, ask the party office.

error-secretary-there = There is a secretary already: { $name }. End that term first.
error-role-held = This member holds the role already.
error-role-day = This date is too far away. Choose one within five years.
error-role-not-here = That is not possible here: no such role, or the member is not here. Go back and choose again.
