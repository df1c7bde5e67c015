# The first administrator
administrators-ask = Please type the code that <code>zhibu admin-code</code> shows on the server. /cancel stops.
administrators-made =
    You are now this bot's administrator.

    Next: send the party roster here as an .xlsx or .csv file. /help shows what you can do.
error-admin-code-wrong =
    That code is wrong, over or used. A new one comes from “zhibu admin-code” on the server. { $left ->
        [one] One more try is left.
       *[other] { $left } more tries are left.
    }
