# 机器人自己出的毛病，告诉管理员
trouble-telegram =
    <b>刚才连不上 Telegram</b>
    从 { $since } 起收不到消息，现在恢复了。这段时间该发的正在补发，大家发来的也会处理，不用再做什么。
trouble-database =
    <b>数据库写不进去</b>
    从 { $since } 起：{ $ill }
    这时按的按钮、发的消息都没有丢，恢复以后会接着处理。
trouble-database-over =
    <b>刚才数据库写不进去，现在恢复了</b>
    从 { $since } 起：{ $ill }
    这段时间的消息和登记正在补做。
trouble-ill-full = 磁盘满了。请在服务器上腾出空间。
trouble-ill-read-only = 数据库是只读的。请检查文件权限，或数据库服务器的设置。
trouble-ill-busy = 数据库一直被占着。请看看是不是有别的程序在用它。
trouble-ill-away = 连不上数据库。请看看数据库服务器。
trouble-clock =
    <b>服务器的时间变了</b>
    { $direction ->
        [back] 往回拨了 { $minutes } 分钟。
       *[forward] 往前跳了 { $minutes } 分钟（服务器休眠过也会这样）。
    }
    提醒按新的时间发，发过的不会再发。请确认服务器的时间是对的。
trouble-second =
    <b>有另一个程序在用这个机器人</b>
    两边会互相抢消息，有的人会收不到回复。请停掉多余的那个；找不到的话，请到 @BotFather 换一个令牌。
trouble-incident =
    <b>有一个操作没有做成</b>
    出错的编号是 { $incident }，内容已经封存，别人的操作不受影响。请把编号告诉维护人员；同样的错误一天只提醒一次。
trouble-letter =
    <b>有一条消息发不出去</b>
    编号 { $message }（{ $kind }），已经放到一边，别的消息照常发。请告诉维护人员；这样的情况一天只提醒一次。
trouble-job =
    <b>有一项自动工作停住了</b>
    “{ $job }”已经 { $minutes } 分钟没有做成。请在服务器上看日志，并运行“zhibu doctor”。
trouble-planner =
    <b>有一项自动工作跳过了一处</b>
    “{ $job }”在编号 { $number } 那里出错，已经跳过，别处照常。请把这两样告诉维护人员；同样的情况一天只提醒一次。
trouble-penalty =
    <b>Telegram 限制了发送</b>
    有消息要等到 { $until }才能发。消息没有丢，到时会自动发出；急事请打电话。
trouble-backup =
    <b>备份没有做成</b>
    { $why }
    以前的备份还在。请处理以后再运行一次“zhibu backup”。
trouble-why-full = 磁盘满了，请腾出空间。
trouble-why-other = 原因见服务器上的输出。
