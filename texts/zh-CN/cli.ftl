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
