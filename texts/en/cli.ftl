# The command line
cli-bad-setting = { $name } cannot be used: { $why }. Correct it in the environment or in .env.
cli-file = { $path }: { $why }.
cli-key-missing = There is a bot token but no encryption key. Run “zhibu key new” and put what it prints into ENCRYPTION_KEYS.
cli-key-of-the-playground = The encryption key is the playground's. Run “zhibu key new” and put what it prints into ENCRYPTION_KEYS.
cli-key-malformed = ENCRYPTION_KEYS cannot be used: { $why }. “zhibu key new” makes a good one.
cli-key-new = Put it into ENCRYPTION_KEYS, in front of older ones, and keep a copy apart from the backups: without it nothing can be read back.
cli-database-address = DATABASE_URL cannot be understood. Write sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME.
cli-database-unreachable = The database at { $where } cannot be opened: { $why }. Check DATABASE_URL and whether the server is running.
cli-database-foreign = The database at { $where } holds something that is not Zhibu's. Choose another one in DATABASE_URL.
cli-database-behind = The database is of an older version. Back it up and run “zhibu db upgrade”.
cli-database-ahead = The database is of a newer version than this program. Install the newer program.
cli-db-upgraded = The database is now at { $revision }.
cli-db-unchanged = The database is at { $revision }; nothing to do.
cli-db-shape-empty = The database is empty. Run “zhibu db upgrade”.
cli-db-shape-current = The database is at { $current }, as this version needs.
cli-db-shape-behind = The database is at { $current }, this version needs { $head }. Back it up and run “zhibu db upgrade”.
cli-db-shape-ahead = The database is at { $current }, which is newer than this program ({ $head }). Install the newer program.
cli-db-shape-foreign = The database holds something that is not Zhibu's. Choose another one in DATABASE_URL.
error-port-taken = Port { $port } on { $host } is taken: another copy may be running. Stop it or choose another HEALTH_PORT.
error-port-refused = Port { $port } on { $host } cannot be used: { $why }. Choose another HEALTH_HOST or HEALTH_PORT.
cli-no-token = There is no bot token. Ask @BotFather for one and put it into BOT_TOKEN, or try “zhibu playground”.
cli-terminal-only = The code is shown on a terminal only. Run “zhibu admin-code” in one, without redirecting its output.
cli-admin-code =
    In the chat with the bot, type:

      /admin { $code }

    It works once, until { $until }.
cli-key-rotating = Sealing again
cli-key-rotated = Sealed again with the first key: { $resealed } of { $total }. Keep the old key as long as you keep its backups.
cli-key-unreadable = { $count } values open with none of the keys. Add the key they were sealed with to ENCRYPTION_KEYS and run it again.
