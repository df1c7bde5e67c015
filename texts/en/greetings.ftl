# A greeting on the political birthday: the person’s own choice
greetings-agreed = On your political birthday (the day of your admission) I will greet you in private; nobody else sees it.
greetings-declined = On your political birthday (the day of your admission), shall I greet you in private? Nobody else sees it, and you can change your mind.
greetings-button-open = Birthday greeting
greetings-button-yes = Yes, please
greetings-button-no = No more
