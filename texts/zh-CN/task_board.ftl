# 任务板：支部要办的事。“等您处理”是另一回事，在 tasks.ftl
task-board-button = 任务板
task-board = <b>{ $organisation }</b>的任务板{ $count ->
        [0] { "" }
       *[other] ，还有 { $count } 件没办完
    }
task-board-none = 现在没有要办的事。点“加一件”，写要办的事；开会定下的事，在会议里点“记一件任务”。
task-board-button-new = 加一件
task-board-button-all-done = 办好的（{ $count }）
task-board-button-from-meeting = 记一件任务
task-board-button-meeting = 看是哪次会议
task-board-button-suggestion = 看是哪条建议
task-board-button-done = ✓ 办好了
task-board-button-note = 写一句结果
task-board-note = 结果：{ $note }
task-board-all-done = <b>{ $organisation }</b>近两个月办好的事，共 { $count } 件
task-board-done-day = 　办好：{ $day }
task-board-done-on = 　办好：{ $day }；结果：{ $note }
task-board-ask = 要办什么事？请打一句话，最多 { $most } 个字。不要写病人的情况和谈话内容。接着选谁来办、最晚哪天。
task-board-ask-note = 办得怎么样？请打一句话，最多 { $most } 个字。
task-board-noted = 记下了：<b>{ $item }</b>，结果：{ $note }
