# 通知：写、发、更正、撤回、确认
error-announcement-empty = 还没有写内容。请先点“内容”，把要通知的发给我。
error-announcement-nobody = 这样选没有人会收到。请点“发给谁”换一下范围。
error-announcement-too-many = 一份通知最多 { $limit } 条。可以把几段话合成一条，再发给我。
error-announcement-too-long = 太长了，最多 { $limit } 个字。请缩短一点再发给我。
error-announcement-not-for-digest = 简讯只能是一段 { $limit } 字以内的文字。请先缩短内容，或者换一种通知。
error-announcement-wrong-file = 这里换不了：图片和视频可以互换，文件只能换文件，文字只能改文字。请换一个再发给我。
error-announcement-reason = 紧急通知要写原因，{ $least } 到 { $limit } 个字。请再写一次。
error-announcement-past = 时间先后不对：要比现在晚，确认期限和有效期要在发送之后。请换一个时间。
error-announcement-out = 这份通知已经定了，内容不能直接改。发出后可以点“更正”。
error-announcement-send-old = 这个发送按钮已经失效，通知没有发出。请打开草稿，预览以后再发。
error-announcement-over = 这份通知已经撤回，或者没有发过。请看最新的通知。

command-notice = 通知
word-notice = 通知, 公告, 发通知, 我的通知

announcements-button-menu = 通知
announcements-button-branch = 发通知
announcements-choose = 以哪个组织的名义发通知？
announcements-list = <b>通知</b>
announcements-list-empty =
    还没有发过通知。
    点“写通知”，把文字、图片或文件发给我，预览以后再发。
announcements-button-new = 写通知
announcements-button-one = { $date } { $opening }（{ $state }）
announcements-button-newer = ‹ 近一些的
announcements-button-older = 早一些的 ›
announcements-untitled = 图片或文件
announcements-state-draft = 草稿
announcements-state-scheduled = 定时
announcements-state-cancelled = 不发了
announcements-state-released = 已发
announcements-state-paused = 暂停
announcements-state-stopped = 已停
announcements-state-withdrawn = 已撤回

# 写内容
announcements-ask-words =
    { $count ->
        [0] 请把要通知的内容发给我：文字、图片、文件、视频都行，可以分几条发。
       *[other] 现在有：{ $what }。可以继续发，也可以点“写好了”。
    }
    内部或涉密材料请不要发到这里。
announcements-taken = 收下了，现在有：{ $what }。可以继续发。
announcements-only = 这个发不了。请发文字、图片、文件或视频。
announcements-only-text = 请用文字发给我。
announcements-button-done = 写好了
announcements-button-undo = 去掉最后一条
announcements-button-throw = 不发了
announcements-what-none = 还没有内容
announcements-what-text = 文字 { $count } 条
announcements-what-photo = 图片 { $count } 张
announcements-what-document = 文件 { $count } 个
announcements-what-video = 视频 { $count } 个

# 草稿
announcements-draft = <b>通知草稿</b>（{ $name }）
announcements-draft-what = 内容：{ $what }，每人收到 { $count } 条消息
announcements-draft-who =
    发给：{ $who }，{ $count } 人{ $lost ->
        [0] {""}
       *[other] ，其中 { $lost } 人收不到
    }
announcements-draft-notice = 方式：普通通知，休息时间不打扰
announcements-draft-urgent = 方式：紧急，休息时间也发
announcements-draft-item = 方式：简讯，第二天早上和提醒一起发
announcements-draft-confirm = 要点“已收到”
announcements-draft-confirm-by = 要点“已收到”，{ $by } 前
announcements-draft-no-confirm = 不用确认
announcements-draft-now = 时间：点发送就发
announcements-draft-at = 时间：{ $at } 发
announcements-draft-free = 时间：等每个人有空的整点（避开休息、值班和暂停）
announcements-draft-expires = 有效期到 { $at }
announcements-draft-protect = 不能转发和保存
announcements-scheduled = <b>到时候自动发</b>
announcements-cancelled = 这份通知不发了。
announcements-button-words = 内容
announcements-button-who = 发给谁
announcements-button-kind = 方式
announcements-button-when = 什么时候发
announcements-button-confirm-set = 确认
announcements-button-more = 更多
announcements-button-preview = 预览
announcements-button-reopen = 改一改
announcements-button-change = 再改改

# 预览
announcements-preview = 下面马上会收到一份，和大家看到的一样，只发给您。
announcements-trial = 这是预览，只有您收到，点了不算确认。发出以后，大家点这里就是“已收到”。
announcements-preview-who = 发给：{ $who }，{ $count } 人。
announcements-preview-lost =
    其中 { $count } 人收不到，需要电话告知。{ $never ->
        [0] {""}
       *[other] 还没有登记 { $never } 人。
    }{ $blocked ->
        [0] {""}
       *[other] 停用了机器人 { $blocked } 人。
    }{ $deactivated ->
        [0] {""}
       *[other] 账号已注销 { $deactivated } 人。
    }
announcements-preview-long = 每人 { $each } 条消息，大约 { $minutes } 分钟发完。
announcements-button-send = 发给 { $count } 人
announcements-button-schedule = 定时发给 { $count } 人

# 发给谁
announcements-who = 发给：{ $who }，现在 { $count } 人。点一下选中，再点取消；几个条件要同时符合。
announcements-who-all = { $name }全体
announcements-who-some = { $name }（{ $which }）
announcements-who-everybody = 全体
announcements-who-working = 在职
announcements-who-retired = 退休
announcements-who-full = 正式党员
announcements-who-probationary = 预备党员
announcements-who-places = { $count } 个支部或小组
announcements-who-unconfirmed = 没确认上次通知的
announcements-who-absent = 没到会的
announcements-who-members = 点名 { $count } 人
announcements-button-flip = { $mark ->
    [yes] ✓ { $what }
   *[no] { $what }
    }
announcements-button-places = 按支部、小组
announcements-button-members = 按姓名
announcements-button-unconfirmed = 没确认的
announcements-button-absent = 没到会的
announcements-choose-pl = 选支部或小组，现在 { $count } 人：
announcements-choose-me = 选人，现在 { $count } 人：
announcements-choose-mt = 哪次会没到的？现在 { $count } 人：
announcements-choose-un = 哪份通知还没确认的？现在 { $count } 人：
announcements-choose-nothing = 这里没有可以选的。现在 { $count } 人。
announcements-dated = { $date } { $name }
announcements-some-meeting = 会议

# 方式、时间、期限
announcements-kinds =
    普通通知：休息时间不打扰，到点再发。
    紧急：休息时间也马上发，要写原因，会记下来。
    简讯：{ $limit } 字以内，第二天早上和提醒合在一起，不用确认。
announcements-button-kind-notice = 普通通知
announcements-button-kind-urgent = 紧急
announcements-button-kind-item = 简讯
announcements-ask-why = 为什么要在休息时间也发？请写一句原因，会记在日志里，不要写人名。
announcements-button-now = 点发送就发
announcements-button-free = 等每个人有空
announcements-ask-when = 点一个时间，或者直接打字，比如“明天 8:30”“11月25日 18:00”。
announcements-ask-by = 要大家点“已收到”吗？点一个期限，或者直接打字，比如“周五 18:00”。
announcements-button-any = 要，不限时间
announcements-button-hours = { $hours } 小时内
announcements-button-no-confirm = 不用确认
announcements-more = 有效期：{ $expires }。过期还没发到的就不发了，新来的人也不再补发。
announcements-expires-usual = 30 天
announcements-button-days = { $days } 天有效
announcements-protect = 不能转发和保存
announcements-previews = 显示链接预览

# 大家看到的
announcements-copy = 通知
announcements-item = { $text }
announcements-head = { $name }通知
announcements-head-urgent = { $name }紧急通知
announcements-foot = 看到后请点“已收到”。
announcements-foot-by = 请在 { $by } 前点“已收到”。
announcements-corrected = { $at } 更正
announcements-button-confirm = 已收到

# 发的人看到的
announcements-card =
    <b>{ $opening }</b>（{ $organisation }）
    { $lines }
announcements-card-released = 发给 { $people } 人
announcements-card-paused = 已暂停，发给 { $people } 人
announcements-card-stopped = 其余的不发了，原定 { $people } 人
announcements-card-withdrawn = 已撤回，原来发给 { $people } 人
announcements-card-sent = 已发出 { $sent }/{ $people }
announcements-card-left = 剩余 { $count } 人，大约 { $minutes } 分钟
announcements-card-held = 剩余 { $count } 人，暂时不发
announcements-card-unreachable = 无法送达 { $count } 人
announcements-card-failed = 没发出去 { $count } 人
announcements-card-unknown = 可能没发到 { $count } 人
announcements-card-skipped = 没有发 { $count } 人
announcements-card-confirmed = 已确认 { $confirmed } 人，电话告知 { $told } 人，还没确认 { $open } 人
announcements-button-receipts = 谁还没确认
announcements-button-pause = 暂停
announcements-button-resume = 继续发
announcements-button-stop = 其余不发
announcements-button-again = 重发 { $count } 人
announcements-button-unknown = 可能没发到 { $count } 人
announcements-button-fix = 更正
announcements-button-take = 撤回
announcements-ask-stop = 还有 { $count } 人没有发到。其余的都不发了吗？已经发出的不受影响。
announcements-button-stop-yes = 其余不发了
announcements-unknown = 有 { $count } 人的那一份，发的时候断了线，可能到了，也可能没到。再发一次的话，有人可能收到两份。
announcements-button-unknown-again = 再发一次
announcements-button-unknown-let = 不用再发
announcements-ask-unknown =
    “{ $opening }”这条可能没发到 { $count } 人：
    { $names }
    要再发一次吗？有人可能收到两份。
announcements-name = { $name }
announcements-fix-which = 更正哪一条？
announcements-fix-which-file = 更正相册里的哪一张？
announcements-button-photo = 第 { $number } 张图片
announcements-button-video = 第 { $number } 个视频
announcements-button-document = 第 { $number } 个文件
announcements-no-words = （没有文字）
announcements-ask-fix-text =
    现在是：
    { $said }

    请把改好的文字发给我，最多 { $limit } 个字。
announcements-ask-fix-media =
    现在的文字是：
    { $said }

    要改文字，请把改好的发给我，最多 { $limit } 个字；要换图片或视频，请直接发新的。
announcements-ask-fix-document =
    现在的文字是：
    { $said }

    要改文字，请把改好的发给我，最多 { $limit } 个字；要换文件，请直接发新的。
announcements-fix-file = 换成您刚发来的这一个。
announcements-fix-words =
    文字改成：
    { $said }
announcements-fix-sure =
    { $count ->
        [0] 还没有人收到，发出去的就是新的；
       *[other] 已发出的 { $count } 份都会改过来，还没发的直接发新的；
    }原来的留在记录里。
announcements-button-fix-waiting = 就这样改
announcements-button-fix-yes = 改 { $count } 份
announcements-fixed = 好的，正在改 { $count } 份，大约 { $minutes } 分钟。
announcements-fixed-waiting = 好的，改好了，发出去的就是新的。
announcements-ask-take = 撤回后，48 小时内发出的会从大家手机上删掉，已发出 { $count } 份。确认过的记录保留。撤回吗？
announcements-button-take-yes = 撤回
announcements-taken-back =
    正在撤回 { $count } 份。{ $old ->
        [0] {""}
       *[other] 有 { $old } 份超过 48 小时，删不掉了，需要另发一条说明。
    }
announcements-report =
    “{ $opening }”发完了：已发出 { $sent }/{ $people }。
    { $lines }
announcements-report-all = “{ $opening }”发完了：{ $people } 人都已发出。
announcements-report-never-started = { $count } 人还没有登记，请电话告知；登记以后会自动补发
announcements-report-blocked = { $count } 人停用了机器人，请电话告知；重新启用会自动补发
announcements-report-deactivated = { $count } 人的账号已注销，请电话告知
announcements-report-expired = { $count } 人等到过了有效期，没有发
announcements-report-void = { $count } 人没有发：停发了
announcements-report-erased = { $count } 人已删除个人数据
announcements-report-not-true = { $count } 人已经离开支部
announcements-report-refused = { $count } 人：Telegram 没有接受
announcements-report-exhausted = { $count } 人：试了很多次，都没发出去
announcements-report-unrenderable = { $count } 人：程序出错，管理员会看到
announcements-report-crashed = { $count } 人：断了线，不确定到没到
announcements-report-paused = { $count } 人暂停了提醒
announcements-report-muted = { $count } 人关掉了这类消息
announcements-report-merged = { $count } 人和别的提醒合成一条
announcements-report-chat-gone = { $count } 人的聊天已不存在
announcements-button-open = 看进度

# 党员自己的
announcements-mine = <b>发给我的通知</b>
announcements-button-own = 发给我的
announcements-mine-empty = 现在没有给您的通知。
announcements-mine-confirmed = ✓
announcements-mine-open = ○
announcements-button-mine = { $mark } { $date } { $opening }
announcements-mine-sent = 好的，再发您一份。
