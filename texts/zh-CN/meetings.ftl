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
    时间：{ $time }，大约 { $minutes } 分钟
    { $has_place ->
        [0] 地点：另行通知
       *[other] 地点：{ $place }
    }
    { $has_theme ->
        [0] 请安排好工作，准时参加。
       *[other] 主题：{ $theme }
    }
meetings-soon =
    提醒您：<b>{ $what }</b>
    时间：{ $time }，大约 { $minutes } 分钟
    { $has_place ->
        [0] 地点：另行通知
       *[other] 地点：{ $place }
    }
    { $has_theme ->
        [0] 到时见。
       *[other] 主题：{ $theme }
    }
meetings-moved =
    <b>{ $what }</b>有变动，请以这条为准。
    时间：{ $time }，大约 { $minutes } 分钟
    { $has_place ->
        [0] 地点：另行通知
       *[other] 地点：{ $place }
    }
    { $has_theme ->
        [0] 给您添麻烦了。
       *[other] 主题：{ $theme }
    }
meetings-cancelled = 原定 { $time } 的<b>{ $what }</b>取消了，有新的安排再告诉您。
meetings-look =
    { $organisation }：{ $time } 有<b>{ $what }</b>。
    这是按规则自动排的，{ $invited } 会通知大家。要改时间、写地点，请点下面；不用改就不必管它。
meetings-button-look = 看一看

error-meetings-past = 这个时间已经过了。请选一个还没到的时间。
error-meetings-too-far = 日子太远了，只能记前后 { $days } 天以内的。请换一个日期。
error-meetings-over = 这次会已经开始、结束或取消了，改不了。请回到会议列表看最新的情况。
error-meetings-same-time = 这个时间已经有一次同样的会了，没有重复登记。请回到会议列表看一看。
