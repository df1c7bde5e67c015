# 谈心谈话：只记哪天、谁和谁，不记谈了什么
talks-button = 谈心谈话
talks =
    <b>{ $organisation }</b>谈心谈话
    只记哪天、谁和谁，不记谈了什么。
talks-none =
    <b>{ $organisation }</b>谈心谈话
    还没有安排。点“加一对”，选谁和谁谈。只记哪天、谁和谁，不记谈了什么。
talks-number = { $place }.{ " " }
talks-line = ○ { $talker } 和 { $name }
talks-line-due = ○ { $talker } 和 { $name }（最晚 { $day }）
talks-line-done = ✓ { $talker } 和 { $name }（{ $day }）
talks-button-new = 加一对
talks-button-sheet = 登记表
talks-button-today = ✓ 今天谈过了
talks-button-other-day = ✓ 另一天谈的
talks-button-due = 最晚哪天
talks-button-day = 改谈话日期
talks-button-undo = 还没谈
talks-ask-talker = 谁来谈？（谈话人）
talks-ask-with = 和谁谈？（谈话对象）
talks-ask-day = 哪天谈的？请打日期，比如 11月20日，或者“昨天”。
talks-sheet = 今年的谈心谈话登记表，共 { $count } 次。表里只有时间、谈话人、谈话对象和类型。
