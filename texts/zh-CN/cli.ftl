# 命令行
cli-bad-setting = { $name } 不能用：{ $why }。请在环境变量或 .env 里改正。
cli-file = { $path }：{ $why }。
cli-key-missing = 有机器人令牌，但没有加密密钥。请运行“zhibu key new”，把输出填入 ENCRYPTION_KEYS。
cli-key-of-the-playground = 现在的加密密钥是演练场的。请运行“zhibu key new”，把输出填入 ENCRYPTION_KEYS。
cli-key-malformed = ENCRYPTION_KEYS 不能用：{ $why }。“zhibu key new”可以生成一个。
cli-key-new = 请填入 ENCRYPTION_KEYS（放在旧密钥前面），并与备份分开另存一份：没有它，数据无法读回。
cli-database-address = 看不懂 DATABASE_URL。请写成 sqlite:///路径 或 postgresql://用户:密码@主机/库名。
cli-database-unreachable = 打不开数据库 { $where }：{ $why }。请检查 DATABASE_URL，并确认数据库正在运行。
cli-database-foreign = 数据库 { $where } 里不是支部机器人的数据。请在 DATABASE_URL 里换一个。
cli-database-behind = 数据库是旧版本。请先备份，再运行“zhibu db upgrade”。
cli-database-ahead = 数据库比程序新。请安装新版程序。
cli-db-upgraded = 数据库已升级到 { $revision }。
cli-db-unchanged = 数据库已是 { $revision }，无需升级。
cli-db-shape-empty = 数据库是空的。请运行“zhibu db upgrade”。
cli-db-shape-current = 数据库版本 { $current }，与程序一致。
cli-db-shape-behind = 数据库版本 { $current }，程序需要 { $head }。请先备份，再运行“zhibu db upgrade”。
cli-db-shape-ahead = 数据库版本 { $current } 比程序（{ $head }）新。请安装新版程序。
cli-db-shape-foreign = 数据库里不是支部机器人的数据。请在 DATABASE_URL 里换一个。
error-port-taken = { $host } 的端口 { $port } 已被占用，可能另有一个程序在运行。请停掉它，或换一个 HEALTH_PORT。
error-port-refused = { $host } 的端口 { $port } 不能用：{ $why }。请换一个 HEALTH_HOST 或 HEALTH_PORT。
cli-no-token = 没有机器人令牌。请向 @BotFather 申请，填入 BOT_TOKEN；或先试试“zhibu playground”。
cli-terminal-only = 代码只在终端显示。请在终端里运行“zhibu admin-code”，不要重定向输出。
cli-admin-code =
    请在与机器人的聊天里输入：

      /admin { $code }

    只能用一次，{ $until } 前有效。
cli-key-rotating = 正在重新加密
cli-key-rotated = 已用第一个密钥重新加密 { $resealed } 项，共 { $total } 项。旧备份还在，旧密钥就要留着。
cli-key-unreadable = 有 { $count } 项用现有的密钥都打不开。请把当时的密钥加到 ENCRYPTION_KEYS 后面，再运行一次。
cli-doctor-token-ok = 令牌有效：@{ $username }。
cli-doctor-token-missing = 没有令牌，只能用演练场。请向 @BotFather 申请，填入 BOT_TOKEN。
cli-doctor-token-refused = Telegram 不认识这个令牌。请从 @BotFather 重新复制到 BOT_TOKEN。
cli-doctor-token-silent = { $server } 没有应答（{ $why }）。请检查网络，或设置 PROXY_URL。
cli-doctor-database-ok = { $where } 版本 { $revision }，可写，{ $megabytes } MB。
cli-doctor-database-empty = 数据库是空的。请运行“zhibu db upgrade”。
cli-doctor-database-read-only = 数据库不可写（{ $why }）。请检查文件和文件夹的权限，或数据库用户的权限。
cli-doctor-key-ok = 加密的数据可以读出，密钥 { $count } 个。
cli-doctor-key-playground = 正在用演练场的密钥。设置 BOT_TOKEN 之前，请先运行“zhibu key new”。
cli-doctor-key-wrong = 有 { $count } 项数据读不出。请把当时的密钥填入 ENCRYPTION_KEYS。
cli-doctor-key-broken = 密钥打不开自己加密的内容。请运行“zhibu key new”另做一个。
cli-doctor-delivery-ok = 消息都有了结果。
cli-doctor-delivery-gap = 过了时间还没有结果的消息：没发出去 { $late } 条，发送中断 { $stuck } 条，不确定 { $unknown } 条。请检查网络和令牌；不确定的请问本人。
cli-doctor-orphans-ok = 每件事都有人管。
cli-doctor-orphans-found = { $places } 个组织里有 { $count } 件事，负责的同志离开后还没有人接。请党办看一看“等您处理”，或者任命书记。
cli-doctor-clock-ok = 时钟与 Telegram 相差 { $seconds } 秒。
cli-doctor-clock-alone = 没有令牌，未比对。
cli-doctor-clock-unknown = { $server } 没有给出时间，无法比对。请检查网络，或设置 PROXY_URL。
cli-doctor-clock-wrong = 时钟差了 { $seconds } 秒。请打开时间同步（timedatectl set-ntp true）。
cli-doctor-zone-ok = { $zone }，当地时间 { $local }。
cli-doctor-holidays-ok = 已有 { $year } 年放假安排。
cli-doctor-holidays-early = { $year } 年放假安排最早 11 月公布。
cli-doctor-holidays-missing = 还没有 { $year } 年放假安排，日期只是暂定。请升级到含有它的版本，或等国务院公布后导入。
cli-doctor-fonts-ok = 可以绘制中文。
cli-doctor-fonts-missing = 画不出中文（{ $why }）。请再运行一次“make setup”。
cli-doctor-disk-ok = { $path } 还有 { $megabytes } MB。
cli-doctor-disk-short = { $path } 只剩 { $megabytes } MB。请腾出空间，或把 DATA_DIR 设到别处。
cli-doctor-disk-read-only = { $path } 不可写。请改权限，或把 DATA_DIR 设到别处。
cli-doctor-broken = “{ $name }”这项检查自己出了错（{ $why }）。请报告给我们。
cli-backup-making = 正在备份
cli-backup-made = { $path }：{ $kilobytes } kB，已加密并读回核对。加密密钥请另存一处。
cli-restore-reading = 正在恢复
cli-restore-not-empty = 数据库不是空的。要覆盖现有数据，请先停掉机器人、做好备份，再加上 --yes。
cli-restored =
    已恢复到 { $created }。{ $erased ->
        [0] 没有需要再次删除的记录。
       *[other] 备份带回的 { $erased } 条已删除记录，已再次删除。
    }
cli-audit-whole = 日志完整，共 { $count } 条。
cli-audit-broken = 日志被动过：第 { $entry } 条接不上。请与备份比对，查清谁能接触数据库。
cli-invited = { $branch }：限 { $uses } 人，{ $until } 前有效。在机器人里输入：{ $code }
cli-invite-qr = 二维码：{ $path }
error-backup-damaged = 文件不是支部机器人的备份，或已损坏。请换一个备份。
error-backup-key-missing = 备份是用另一个密钥加密的。请把那个密钥加到 ENCRYPTION_KEYS，放在现用密钥后面。
error-backup-newer = 备份来自更新的版本。请先安装新版程序。
error-backup-other-kind = 备份来自 { $kind } 数据库。请把 DATABASE_URL 指向同类数据库。
error-backup-no-room = 磁盘满了，备份没有做成；以前的备份还在。请腾出空间再运行一次。
error-backup-not-ours = { $path } 已存在，而且不是备份。请换一个文件名。
error-database-in-use = 数据库正在使用。请先停掉机器人。
error-backup-tool-missing = 缺少 { $tool } { $version } 或更新版本。请安装 PostgreSQL 客户端（Debian：apt install postgresql-client）。
error-backup-tool-failed = { $tool } 失败：{ $why }。数据库没有变动。
error-branch-unknown = 没有叫“{ $name }”的支部。请核对名称，或先导入花名册。
error-branch-ambiguous = 有几个支部都对得上“{ $name }”：{ $found }。请写全名或编号。
cli-worker-needs-postgresql = “zhibu worker”只能配合 PostgreSQL。请在 DATABASE_URL 里换成 postgresql://…，或只用“zhibu run”。
cli-already-running = 已经有一个机器人在用 { $where }（进程 { $number }），这一个不再启动。要重启，请先停掉那一个。
cli-worker-not-installed = 还没有安装分布式组件。请运行 pip install --require-hashes -r requirements/distributed.txt。
cli-worker-not-asked-for = 现在由“zhibu run”自己计划和发送。要交给“zhibu worker”，请在所有机器上设 BACKGROUND=worker。

cli-remind-dry-run = 发送由正在运行的机器人负责，这里只能预演。请加上 --dry-run。
cli-remind-past = { $date } 已经过去了。请给一个今天或以后的日期，例如 --until 2026-12-31。
cli-remind-line = { $at }　{ $who }（{ $code }）　{ $text }
cli-remind-total = 到 { $date } 为止会发出 { $count } 条消息。只是预演，没有发送，也没有保存。
cli-remind-unsent = 另有 { $count } 条（{ $kind }）发不出去：{ $reason }。
