# 年度目标：应开展、已开展、已安排
goals-title =
    <b>{ $organisation }</b> { $year } 年组织生活
    已开展 / 应开展。只数会议，不看个人。
goals-line = · { $what } { $met }/{ $asked }（{ $more }）
goals-overdue = 过期未记 { $count } 次
goals-planned = 已安排 { $count } 次
goals-last = 最近 { $date }
goals-nothing = 还没有记录
goals-separator = ，
goals-none = 这里没有要开展的组织生活。
goals-file = { $year } 年组织生活落实情况表。“没有记录”只说明机器人里没有；已经开过的，可以在会议里补记。
goals-button-branch = 年度目标
goals-button-place = { $name } { $met }/{ $asked }
goals-button-year = { $year } 年
goals-button-export = 导出表格
goals-button-held = 开展过什么
goals-held-title =
    <b>{ $organisation }</b> { $year } 年开展过的，共 { $count } 次
    只有时间和类别，没有个人情况。
goals-held-line = · { $date } { $what }
goals-held-line-of = · { $date } { $what }（{ $organisation }）
goals-held-other = 其他活动
