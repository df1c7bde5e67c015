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
cli-doctor-token-ok = Telegram knows the token: @{ $username }.
cli-doctor-token-missing = There is no token; only the playground works. Ask @BotFather for one and put it into BOT_TOKEN.
cli-doctor-token-refused = Telegram does not know the token. Copy it again from @BotFather into BOT_TOKEN.
cli-doctor-token-silent = { $server } does not answer ({ $why }). Check the network, or set PROXY_URL.
cli-doctor-database-ok = { $where } is at { $revision }, can be written to and holds { $megabytes } MB.
cli-doctor-database-empty = The database is empty. Run “zhibu db upgrade”.
cli-doctor-database-read-only = The database cannot be written to ({ $why }). Check the rights of the file and its folder, or of the database user.
cli-doctor-key-ok = What is encrypted can be read; keys: { $count }.
cli-doctor-key-playground = The playground's own key is in use. Before you set BOT_TOKEN, run “zhibu key new”.
cli-doctor-key-wrong = { $count } stored values cannot be read. Put the key they were sealed with into ENCRYPTION_KEYS.
cli-doctor-key-broken = The key does not open what it sealed. Make another with “zhibu key new”.
cli-doctor-delivery-ok = Every message that was due has ended.
cli-doctor-delivery-gap = Long past their time without an end: { $late } not sent, { $stuck } interrupted, { $unknown } not certain. Check network and token; where it is not certain, ask the person.
cli-doctor-orphans-ok = everything has somebody who looks after it.
cli-doctor-orphans-found = { $count } things in { $places } organisations have nobody since somebody left. The office finds them under “Waiting for you”.
cli-doctor-clock-ok = The clock differs from Telegram's by { $seconds } s.
cli-doctor-clock-alone = Not compared: there is no token.
cli-doctor-clock-unknown = { $server } tells no time to compare with. Check the network, or set PROXY_URL.
cli-doctor-clock-wrong = The clock is { $seconds } s off. Switch on time synchronisation (timedatectl set-ntp true).
cli-doctor-zone-ok = { $zone }: it is { $local } there.
cli-doctor-holidays-ok = The holiday table of { $year } is known.
cli-doctor-holidays-early = The holiday table of { $year } is published in November at the earliest.
cli-doctor-holidays-missing = The holiday table of { $year } is not known; dates are provisional. Upgrade to a version that has it, or import it once the State Council has published it.
cli-doctor-fonts-ok = Chinese text can be drawn.
cli-doctor-fonts-missing = Chinese text cannot be drawn ({ $why }). Run “make setup” again.
cli-doctor-disk-ok = { $path } has { $megabytes } MB free.
cli-doctor-disk-short = { $path } has only { $megabytes } MB free. Make room or set DATA_DIR elsewhere.
cli-doctor-disk-read-only = { $path } cannot be written to. Correct its rights or set DATA_DIR elsewhere.
cli-doctor-broken = The check “{ $name }” itself broke ({ $why }). Please report it.
cli-backup-making = Backing up
cli-backup-made = { $path }: { $kilobytes } kB, encrypted and read back. Keep the encryption key in another place.
cli-restore-reading = Restoring
cli-restore-not-empty = The database is not empty. To replace what it holds, stop the bot, make a backup and add --yes.
cli-restored =
    Restored as of { $created }. { $erased ->
        [0] Nobody had to be erased again.
        [one] One erased record that the backup brought back was erased again.
       *[other] { $erased } erased records that the backup brought back were erased again.
    }
cli-audit-whole = The log is whole: { $count } entries.
cli-audit-broken = The log was tampered with: entry { $entry } does not fit the chain. Compare with a backup and find out who had access.
cli-invited = { $branch }: for { $uses } people, until { $until }. Code to type to the bot: { $code }
cli-invite-qr = QR picture: { $path }
error-backup-damaged = The file is not a backup of Zhibu's, or it is damaged. Take another backup.
error-backup-key-missing = The backup was sealed with another key. Add that key to ENCRYPTION_KEYS, behind the one in use.
error-backup-newer = The backup was made by a newer version. Install the newer program first.
error-backup-other-kind = The backup is of a { $kind } database. Point DATABASE_URL at one of that kind.
error-backup-no-room = The disk is full and the backup was not made; earlier ones are still there. Make room and run it again.
error-backup-not-ours = { $path } exists and is not a backup. Choose another file.
error-database-in-use = The database is in use. Stop the bot first.
error-backup-tool-missing = { $tool } { $version } or newer is missing. Install PostgreSQL's client programs (Debian: apt install postgresql-client).
error-backup-tool-failed = { $tool } failed: { $why }. The database is as it was.
error-branch-unknown = There is no branch “{ $name }”. Check the name, or import the roster first.
error-branch-ambiguous = Several branches fit “{ $name }”: { $found }. Give the whole name or the id.
cli-worker-needs-postgresql = “zhibu worker” works with PostgreSQL only. Set DATABASE_URL to postgresql://…, or use “zhibu run” alone.
cli-already-running = Another bot is at work on { $where } already (process { $number }); this one does not start. To restart, stop that one first.
cli-worker-not-installed = The distributed part is not installed. Run pip install --require-hashes -r requirements/distributed.txt.
cli-worker-not-asked-for = “zhibu run” plans and delivers by itself now. To leave that to “zhibu worker”, set BACKGROUND=worker on every machine.

cli-remind-dry-run = Sending is done by the running bot; this command only rehearses. Please add --dry-run.
cli-remind-past = { $date } is over. Please give today or a later day, for example --until 2026-12-31.
cli-remind-line = { $at } · { $who } ({ $code }): { $text }
cli-remind-total = { $count } messages would go out until { $date }. A rehearsal: nothing was sent or stored.
cli-remind-unsent = { $count } more ({ $kind }) could not be sent: { $reason }.
