# 会议和活动：名称、通知、提醒
event-branch-general-meeting = 支部党员大会
event-branch-committee-meeting = 支部委员会会议
event-group-meeting = 党小组会
event-party-lecture = 党课
event-themed-party-day = 主题党日
event-org-life-meeting = 组织生活会
event-democratic-review = 民主评议党员
event-heart-talk = 谈心谈话
event-core-group-study = 中心组学习
event-democratic-life-meeting = 民主生活会
event-study-session = 集中学习
event-committee-secretary-lecture = 党委书记讲党课
event-member-report = 思想汇报
event-election = 换届选举
event-oath = 入党宣誓
event-political-birthday = 政治生日
event-volunteer = 志愿服务
event-visit = 参观学习
event-contest = 比赛

meetings-invite =
    <b>{ $what }</b>
    { $details }
    能不能来，请点一下。
meetings-soon =
    提醒您：<b>{ $what }</b>
    { $details }
    到时见。
meetings-moved =
    <b>{ $what }</b>有变动，请以这条为准。
    { $details }
    给您添麻烦了，能不能来，请再点一下。
meetings-said-when = 时间：{ $time }，大约 { $minutes } 分钟
meetings-said-when-a = 第一场：{ $time }，大约 { $minutes } 分钟
meetings-said-when-b = 第二场：{ $time }，大约 { $minutes } 分钟（内容一样，来一场就行）
meetings-said-place = 地点：{ $place }
meetings-said-place-a = 第一场地点：{ $place }
meetings-said-place-b = 第二场地点：{ $place }
meetings-said-no-place = 地点：另行通知
meetings-said-link = 线上：{ $link }
meetings-said-theme = 主题：{ $theme }
meetings-said-item = { $number }. { $item }
meetings-said-answer-by = 请在 { $time } 以前回复
meetings-theme =
    <b>{ $what }</b>的主题改了，时间和地点不变。
    时间：{ $time }
    主题：{ $theme }
meetings-file = <b>{ $what }</b>的材料（{ $time }）
meetings-cancelled = 原定 { $time } 的<b>{ $what }</b>取消了，有新的安排再告诉您。
meetings-look =
    { $organisation }：{ $time } 有<b>{ $what }</b>。
    这是按规则自动排的，{ $invited } 会通知大家。要改时间、写地点，请点下面；不用改就不必管它。
meetings-look-beside =
    { $organisation }：{ $time } 有<b>{ $what }</b>，因为放假挪过来的，和<b>{ $other }</b>撞在一起了。
    { $invited } 会通知大家。要错开时间，请点下面；就这样一起开，也可以不管它。
meetings-button-look = 看一看

error-meetings-past = 这个时间已经过了。请选一个还没到的时间。
error-meetings-too-far = 日子太远了，只能记前后 { $days } 天以内的。请换一个日期。
error-meetings-over = 这次会已经开始、结束或取消了，改不了。请回到会议列表看最新的情况。
error-meetings-same-time = 这个时间已经有一次同样的会了，没有重复登记。请回到会议列表看一看。

# 书记看的会议列表
meetings-title =
    <b>{ $organisation }</b>近期的会议和活动
    点开可以改时间、写地点。
meetings-title-none =
    <b>{ $organisation }</b>近期的会议和活动
    还没有安排。
meetings-button-one = { $time } { $what }
meetings-button-off = ✗ { $time } { $what }
meetings-button-branch = 会议和活动
meetings-button-new = 安排一次
meetings-button-rules = 提醒规则
meetings-state-planned = <b>{ $what }</b>，{ $organisation }
meetings-state-moved = <b>{ $what }</b>（改过时间），{ $organisation }
meetings-state-cancelled = <b>{ $what }</b>（已取消），{ $organisation }
meetings-state-held = <b>{ $what }</b>（已经开过），{ $organisation }
meetings-line-time = 时间：{ $time }，{ $minutes } 分钟
meetings-line-place = 地点：{ $place }
meetings-line-no-place = 地点：还没有写
meetings-line-theme = 主题：{ $theme }
meetings-line-theme-planned = 主题：{ $theme }（按年度计划）
meetings-line-no-theme = 主题：还没有写
meetings-line-audience = 参加：{ $audience }，{ $count } 人
meetings-line-told = 已经告诉 { $count } 人；改动以后，会再告诉他们一次
meetings-line-not-told = 还没有发通知，{ $time } 才发；现在改谁也不打扰
meetings-line-inviting = 日子近了，通知这就发出；再改会再告诉大家一次
meetings-line-rule = 这一次是按规则自动排的
meetings-button-move = 改时间
meetings-button-place = 写地点
meetings-button-theme = 写主题
meetings-button-cancel = 取消这次
meetings-button-cancel-yes = 是，取消这次
meetings-button-not-held = 没有开，或记错了
meetings-button-again = 重新定时间
meetings-button-announce = 现在就通知
meetings-button-announce-yes = 确定，现在通知
meetings-ask-announce = 现在就通知 { $count } 人参加<b>{ $what }</b>？原定 { $time } 才发通知。
meetings-button-confirm = 就这样，照常
meetings-button-list = ‹ 会议列表
meetings-button-remove = 不写了
meetings-ask-cancel = 要取消 { $time } 的<b>{ $what }</b>吗？
meetings-foreseen-told =
    { $count ->
        [0] 还没有通知过，不会打扰任何人。
       *[other] 已经告诉 { $count } 人，会再告诉他们一次。
    }
meetings-foreseen-held = 现在是免打扰时间，通知到 { $time } 才发。
meetings-foreseen-too-late = 现在是免打扰时间，通知要等到 { $time }，那时已经过了开会时间。请打电话告诉大家。
meetings-foreseen-moved = 会前提醒 { $count } 条跟着改。
meetings-foreseen-dropped = 用不上的会前提醒 { $count } 条不再发。
meetings-foreseen-answered = 已回复的 { $count } 人，要重新问一次。
meetings-ask-move =
    <b>{ $what }</b>现在是 { $time }。
    改到什么时候？请点一个，或直接打字，比如 12 月 9 日 15:00；只改钟点就打 15:30。
meetings-ask-place = <b>{ $what }</b>在哪里？请打地点，最多 60 个字。
meetings-ask-theme = <b>{ $what }</b>的主题是什么？请打一句话，最多 100 个字。
meetings-ask-type = { $organisation }要安排什么？
meetings-ask-when = <b>{ $what }</b>什么时候？请点一个，或打日期和时间，比如 12 月 9 日 15:00。已经开过的也可以补记。
meetings-audience-chosen = 点名选的人
meetings-button-answers = 谁来谁不来
meetings-button-past = 以前的
meetings-past =
    <b>{ $organisation }</b>开过的会议和活动
    点开可以看，也可以照着再排一次。
meetings-past-none = <b>{ $organisation }</b>还没有开过会。
meetings-line-second = 第二场：{ $time }
meetings-line-files = 材料：{ $count } 份，随通知发出
meetings-line-gives = 记 { $hours } 学时、{ $credits } 学分
meetings-button-who = 谁来参加
meetings-button-more = 更多…
meetings-button-copy = 照这次再排一次
meetings-button-day = { $day }{ $start }
meetings-button-move-yes = 是，改到这个时间
meetings-ask-move-sure = 把<b>{ $what }</b>改到 { $time }？
meetings-ask-again = 照<b>{ $what }</b>再排一次，什么时候？请点一个，或打日期和时间；只打日期就还是那个钟点。
meetings-more = <b>{ $what }</b>还可以设这些：
meetings-button-agenda = 议程
meetings-button-files = 材料
meetings-button-link = 线上链接
meetings-button-second = 加第二场
meetings-button-types = 是什么会
meetings-button-gives = 学时学分
meetings-button-answer-by = 回复期限
meetings-button-meant = ✓ { $what }
meetings-button-not-meant = { $what }
meetings-button-asked = … { $what }
meetings-button-declined = ✗ { $what }
meetings-ask-types = <b>{ $what }</b>是什么会？可以同时是几样，点一下选上，再点一下去掉。
meetings-ask-second =
    <b>{ $what }</b>的第二场什么时候？内容一样，轮班的同志来一场就行。
    请点一个，或打日期和时间。
meetings-button-no-second = 不要第二场
meetings-ask-link = 请发<b>{ $what }</b>的线上会议链接，以 https:// 开头。
meetings-ask-agenda = 请打<b>{ $what }</b>的议程，一行一项。
meetings-ask-files =
    请把<b>{ $what }</b>的材料发过来，文件、照片都行，一份一份发。现在有 { $count } 份。
    材料会跟通知一起发给大家。内部文件请不要发。
meetings-button-files-done = 好了
meetings-button-no-files = 都不要了
meetings-button-hours = { $hours } 学时
meetings-button-credits = { $credits } 学分
meetings-button-usual = 按常规算
meetings-ask-gives = 参加<b>{ $what }</b>记多少？现在是 { $hours } 学时、{ $credits } 学分。
meetings-ask-answer-by = 请大家在什么时候以前回复<b>{ $what }</b>？过后请假会注明“补请”。
meetings-button-no-answer-by = 开会前都行
meetings-who =
    <b>谁来参加？</b>现在是 { $count } 人。
    ✓ 的参加；别的支部要等他们书记同意（…），不来的是 ✗。
meetings-button-people = 点名加人（{ $count }）
meetings-button-guests = 列席旁听（{ $count }）
meetings-ask-people = 点名的有 { $count } 人。要加谁，请打名字或其中一个字；点名字可以去掉。
meetings-ask-people-none = 没有找到这个人。请换个字再打一次。
meetings-ask-guests =
    列席、旁听的有 { $count } 人，点名字可以去掉。
    要加谁，请打“姓名，职务”，一行一个；旁听的前面加“旁听”。他们不算应到，也不会收到消息。
meetings-button-observer = { $who }（旁听）
meetings-button-observer-post = { $who }，{ $post }（旁听）
meetings-button-guest = { $who }
meetings-button-guest-post = { $who }，{ $post }

# 联合开会：问别的支部
meetings-part-asked =
    <b>{ $organisation }</b>请{ $part }一起开会：
    { $what }，{ $time }
    同意的话，会通知你们支部的党员。
meetings-part-agreed = { $part }一起参加<b>{ $organisation }</b>的{ $what }，{ $time }。
meetings-part-declined = { $part }不参加<b>{ $organisation }</b>的{ $what }，{ $time }。
meetings-part-off = <b>{ $organisation }</b>不再请{ $part }参加 { $time } 的{ $what }了。
meetings-button-join = 一起参加
meetings-button-join-not = 不参加

error-meetings-too-many = 太多了，最多 { $most }。请减一些再试。
error-meetings-second = 第二场要在第一场后面。请换一个更晚的时间。
error-meetings-file = 没收到文件。请把文件或照片直接发过来。
error-meetings-link = 这不像网址。请发以 https:// 开头的链接。
