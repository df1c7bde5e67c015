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
meetings-cancelled = 原定 { $time } 的<b>{ $what }</b>取消了，有新的安排再告诉您。
meetings-look =
    { $organisation }：{ $time } 有<b>{ $what }</b>。
    这是按规则自动排的，{ $invited } 会通知大家。要改时间、写地点，请点下面；不用改就不必管它。
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
meetings-line-not-told = 还没有发通知，现在改谁也不打扰
meetings-line-rule = 这一次是按规则自动排的
meetings-button-move = 改时间
meetings-button-place = 写地点
meetings-button-theme = 写主题
meetings-button-cancel = 取消这次
meetings-button-cancel-yes = 是，取消这次
meetings-button-again = 重新定时间
meetings-button-confirm = 就这样，照常
meetings-button-list = ‹ 会议列表
meetings-button-remove = 不写了
meetings-ask-cancel =
    要取消 { $time } 的<b>{ $what }</b>吗？
    { $count ->
        [0] 还没有通知过，不会打扰任何人。
       *[other] 已经告诉 { $count } 人，取消后会再告诉他们一次。
    }
meetings-ask-move =
    <b>{ $what }</b>现在是 { $time }。
    改到什么时候？请点一个，或直接打字，比如 12 月 9 日 15:00；只改钟点就打 15:30。
meetings-ask-place = <b>{ $what }</b>在哪里？请打地点，最多 60 个字。
meetings-ask-theme = <b>{ $what }</b>的主题是什么？请打一句话，最多 100 个字。
meetings-ask-type = { $organisation }要安排什么？
meetings-ask-when = <b>{ $what }</b>什么时候？请打日期和时间，比如 12 月 9 日 15:00。已经开过的也可以补记。
meetings-audience-chosen = 点名选的人
meetings-button-answers = 谁来谁不来
