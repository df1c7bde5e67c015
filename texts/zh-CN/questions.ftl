# 题库：题目进来、出去，和题目里的毛病
error-questions-none = 没有读到题目。请发 .xlsx 题库表（要有“题干”和“正确答案”两列），或 Aiken、GIFT 格式的文本。
error-questions-too-many = 题目太多了，一个文件最多 { $limit } 道。请分成几个文件再发。
question-fault-no-stem = 没有题干。请写上要问什么。
question-fault-no-answer = 没有答案。请写上正确答案。
question-fault-kind = 题型不认识。请写：单选题、多选题、判断题或填空题。
question-fault-answer = 答案和选项对不上。请写选项前的字母；判断题写“正确”或“错误”。
question-fault-too-few-options = 选项太少，至少要两个。
question-fault-too-many-options = 选项太多，最多八个（A 到 H）。
question-fault-option-gap = 中间缺一个选项。请补上，或把后面的往前移。
question-fault-option-twice = 有两个选项一样。请改掉一个。
question-fault-one-answer = 单选题只能有一个答案。请改答案，或把题型改成多选题。
question-fault-stem-long = 题干太长，最多 1000 字。请分成两道题。
question-fault-option-long = 有一个选项太长，最多 200 字。
question-fault-text-long = 解析、出处、分类或答案太长。解析最多 1000 字，出处和答案 200 字，分类 40 字。
question-fault-contradicts = 和第 { $other } 行是同一道题，答案却不一样。请留下对的那道。
question-fault-difficulty = 难度不认识。请写：易、中或难。
question-fault-not-text = 这一格变成了日期或时间。请把这一列设成“文本”，再重新填。
question-fault-letter-order = 选项的字母不连续。请按 A、B、C 排好。
question-fault-not-closed = 花括号没有配好对。请检查 {"{"} 和 {"}"}。
question-fault-not-supported = 配对题、数值题和问答题这里还出不了。请改成选择、判断或填空题。
question-fault-stray-line = 这一行不知道属于哪里。请把题干写成一段，选项每行一个。

error-question-one = 没有读到完整的一道题。请把上面那道题整段复制，只改错的地方，再发一次。
error-question-twin = 题库里已经有另一道题是这个题目。请改那一道，或把这一道停用。
error-questions-over = 这次预览已经用过或过期了。请把文件再发一次。
questions-button-bank = 题库
questions-title = <b>{ $organisation }</b>题库，共 { $count } 题
questions-of-kind = · { $what } { $count } 题
questions-category = 　{ $category } { $count } 题
questions-empty = 还没有题目。
questions-kind-single = 单选题
questions-kind-multiple = 多选题
questions-kind-true-false = 判断题
questions-kind-fill-in = 填空题
questions-button-add = 添加题目
questions-button-starter = 用自带的题库
questions-button-sheet = 导出表格
questions-button-gift = 导出 GIFT
questions-button-aiken = 导出 Aiken
questions-ask =
    请发题库文件，或者把题目直接粘贴过来。

    文件：.xlsx 或 .csv 题库表（题型、题干、各个选项、正确答案），Aiken 或 GIFT 文本。
    粘贴可以这样写：
    <pre>党课一般多久一次？
    A. 每月
    B. 每季度
    ANSWER: B</pre>
questions-preview =
    读好了：新题 { $added } 道，改动 { $changed } 道，和题库里一样 { $same } 道。
    请过目，确认后才会放进题库。
questions-preview-repeated = 文件里有 { $count } 道重复的，只算一次。
questions-preview-more = 还有 { $count } 道没有列出。
questions-true = 答案：正确
questions-false = 答案：错误
questions-accepted = 答案：{ $answers }
questions-button-keep = 放进题库（{ $count } 道）
questions-same = 这 { $count } 道题库里都有，没有改动。
questions-done = 好了：新增 { $added } 道，更新 { $changed } 道。现在可以出测试了。
questions-problems =
    有 { $count } 处要改，题库没有动（其余 { $good } 道没有问题）。
    第 { $line } 行：{ $advice }
    全部写在文件里。改好后再发一次就行。
questions-problems-title = 要改的地方
questions-problems-file = 题库要改的地方
questions-problems-sheet = 工作表
questions-problems-line = 行
questions-problems-value = 原文
questions-problems-advice = 怎么改
questions-sheet-title = 题库
questions-file = 题库
questions-sent =
    题库，共 { $count } 题。{ $left ->
        [0] {""}
       *[other] 另有 { $left } 题这种格式装不下，请用表格导出。
    }
