# 双重组织生活：领导班子成员参加所在支部的组织生活
dual-title =
    <b>{ $organisation }</b>：双重组织生活
    今年参加的次数，只有本人和书记看得到。
dual-title-none =
    <b>{ $organisation }</b>：双重组织生活
    还没有登记班子成员。请点“加一位”。
dual-line-leader = · { $name }：支部 { $branch } 次，班子 { $group } 次
dual-of =
    <b>{ $name }</b> { $year } 年
    支部组织生活 { $branch } 次，班子组织生活 { $group } 次
dual-mine =
    <b>我的双重组织生活</b>（{ $year } 年）
    支部组织生活 { $branch } 次，班子组织生活 { $group } 次
dual-line = · { $date } { $organisation }{ $what }（{ $part }）
dual-part-member = 以普通党员身份
dual-part-called = 点名记录
dual-part-chair = 主持
dual-part-speaker = 讲课或发言
dual-ask-who = 哪位同志是领导班子成员？
dual-ask-meeting = 参加了哪一次？只列最近的会议。
dual-ask-meeting-none = 最近没有可以记的会议。没有排进来的活动，请点返回，再点“记活动”。
dual-ask-part = 以什么身份参加的？
dual-ask-activity = { $name }参加了什么活动？请打日期和名称，中间空一格，比如：11月5日 义诊。
dual-ask-annul = 哪一条记错了？
dual-button-branch = 双重组织生活
dual-button-mine = 双重组织生活
dual-button-add = 加一位
dual-button-meeting = 记会议
dual-button-activity = 记活动
dual-button-annul = 记错了
dual-button-unnamed = 不再是班子成员
dual-button-choice = { $date } { $what }

error-dual-day = 日子不对：只能记已经过去的，最早 { $days } 天以前。请换一个日期。
