# Main menu, help, cancel
menu-title =
    <b>{ $branch }</b>
    Hello! Tap a button below, or just type a word such as “dues” or “me”.
menu-title-office =
    <b>Branch assistant</b>
    Hello! Tap a button below.
menu-button-me = My page
menu-button-checkin = Check in
menu-button-dues = Dues
menu-button-meetings = Meetings
menu-button-shift = Shift marks
menu-button-cases = Development
menu-button-branch = Branch office
menu-button-help = Help

menu-help-intro = <b>What I can do</b>
menu-help-line = /{ $name } — { $what }
menu-help-roster = To update the roster, send me the .xlsx file: you see the changes first and then confirm.
menu-help-words = You can also just type “dues”, “me”, “help” or “cancel”. Please never send internal or secret papers here.

menu-cancelled = All right, cancelled. Nothing was changed.
menu-nothing-to-cancel = There is nothing being filled in.
menu-not-understood = Sorry, I did not understand that. Tap a button below, or send /help to see what I can do.
menu-only-words = Sorry, I only understand words and buttons. Tap a button below.

word-menu = menu
word-help = help
word-cancel = cancel
word-me = me, my page, profile
word-shift = shift, shifts
word-branch = branch
word-dues = dues

command-start = Register
command-menu = Open the main menu
command-help = See what I can do
command-cancel = Cancel what is being filled in
command-admin = Become the administrator with a code
