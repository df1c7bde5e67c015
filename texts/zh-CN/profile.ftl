# 我的
profile-title = <b>我的</b>
profile-no-member = 您是管理员，还没有登记为党员。
profile-name = { $name }（编号 { $code }）
profile-branch = 支部：{ $branch }
profile-group = 小组：{ $group }
profile-role = 职务：{ $role }（{ $organisation }）
profile-reachable = 消息：能收到
profile-unreachable = 消息：暂时发不到您，请在 Telegram 里解除对机器人的屏蔽
profile-quiet-own = 免打扰：{ $hours }
profile-quiet-branch = 免打扰：{ $hours }（按支部的规定）
profile-quiet-none = 免打扰：没有，随时可以发
profile-paused = 提醒：已暂停，{ $date }恢复
profile-not-paused = 提醒：照常
profile-marks = 轮班标记：{ $count } 天
profile-contact = 有事请找：{ $name }，{ $point }
profile-contact-short = 有事请找：{ $who }

profile-button-language = 语言 Language
profile-button-quiet = 免打扰时间
profile-button-pause = 暂停提醒
profile-button-resume = 现在恢复
profile-button-shift = 轮班标记
profile-button-data = 我的数据
profile-button-quiet-none = 不设免打扰
profile-button-quiet-branch = 按支部的规定
profile-button-pause-days = { $days } 天
profile-button-pause-month = 1 个月
profile-button-brush = { $kind }
profile-button-brush-on = ✓ { $kind }
profile-button-day = { $weekday } { $day }
profile-button-day-marked = { $weekday } { $day } { $kind }
profile-button-unmark = 全部清除

profile-language = 请选择语言。
profile-quiet-ask = 这段时间里我不打扰您。请点一个，或直接打字，比如 22:00-07:00。
profile-pause-ask =
    想暂停多久？请点一个，或打上恢复的日期，比如 12月1日。
    暂停期间，会议通知照样会发给您。
profile-shift =
    <b>轮班标记</b>
    先选班次，再点日期，再点一次就取消。标记只有您自己看得到，过去的会自动删除。
    夜班、下夜班和休息的时候，不急的消息我会晚些再发。
profile-shift-night = 夜班
profile-shift-after-night = 下夜班
profile-shift-rest = 休息

error-pause-range = 恢复日期要在明天以后、{ $days } 天以内。请换一个日期。
error-shift-range = 只能标今天起 { $days } 天以内的日子。请点 /shift 看最新的日期。

command-me = 我的信息和设置
command-shift = 标记夜班、下夜班、休息
