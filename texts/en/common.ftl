# Common
language-name = English
button-cancel = Cancel
button-back = ‹ Back
button-menu = Main menu
button-yes = Yes
button-no = No
button-written = { $label }
list-separator = { ", " }
