# What is wrong with the bot itself, for the administrators
trouble-telegram =
    <b>Telegram could not be reached</b>
    Nothing came in from { $since } on; it works again now. What was due is going out, and what people sent is being worked on. There is nothing to do.
trouble-database =
    <b>The database takes nothing in</b>
    Since { $since }: { $ill }
    What people press and send meanwhile is not lost; it is worked on afterwards.
trouble-database-over =
    <b>The database took nothing in for a while; it works again</b>
    Since { $since }: { $ill }
    Messages and records of that time are being made up for.
trouble-ill-full = the disk is full. Please make room on the server.
trouble-ill-read-only = the database is read-only. Please look at the file's rights, or at the server's settings.
trouble-ill-busy = the database is held by somebody. Please see whether another program uses it.
trouble-ill-away = the database does not answer. Please look at its server.
trouble-clock =
    <b>The server's clock was changed</b>
    { $direction ->
        [back] It was set back by { $minutes } minutes.
       *[forward] It jumped ahead by { $minutes } minutes (as it does when the server was asleep).
    }
    Reminders go by the new time, and what was sent is not sent again. Please make sure that the time is right.
trouble-second =
    <b>Another program uses this bot</b>
    The two take each other's messages, and some people get no answer. Please stop the one too many; if it cannot be found, get another token from @BotFather.
trouble-incident =
    <b>Something could not be done</b>
    The incident is { $incident }; what was sent is kept sealed, and nobody else is affected. Please tell whoever maintains the bot. The same error is told once a day.
trouble-letter =
    <b>A message cannot be sent</b>
    Number { $message } ({ $kind }) was set aside; all others go out. Please tell whoever maintains the bot. This is told once a day.
trouble-job =
    <b>Something that happens by itself stands still</b>
    “{ $job }” has not been done for { $minutes } minutes. Please look at the log on the server, and run “zhibu doctor”.
trouble-planner =
    <b>Something that happens by itself has left out one place</b>
    “{ $job }” failed at number { $number }, which was left out; everywhere else it goes on. Please tell whoever looks after the program both; it is said once a day.
trouble-penalty =
    <b>Telegram restricts sending</b>
    Some messages can only go out at { $until }. None is lost, they go out by themselves then; what is urgent, please phone.
trouble-backup =
    <b>The backup failed</b>
    { $why }
    Earlier backups are still there. Please run “zhibu backup” again afterwards.
trouble-why-full = The disk is full; please make room.
trouble-why-other = The command's output on the server says why.
