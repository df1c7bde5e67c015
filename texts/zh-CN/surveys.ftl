# 支部内的问卷和推荐：不是正式选举，也不是表决
surveys-button-branch = 问卷和推荐
surveys-button-my = 等我填的问卷、推荐
surveys-button-answer = 去填
surveys-button-results = 看结果
surveys-button-mine-open = { $title }
surveys-button-mine-done = ✓ { $title }
surveys-mine = <b>等您填的问卷和推荐</b>
surveys-mine-none = 现在没有要您填的问卷和推荐。

surveys-ask-survey-named =
    支部请您填一份问卷：<b>{ $title }</b>
    { $until } 截止，会写上您的名字，截止前可以改。
surveys-ask-survey-anonymous =
    支部请您填一份匿名问卷：<b>{ $title }</b>
    { $until } 截止。只记谁填过，不记谁填了什么；交了就不能改。
surveys-ask-nomination-named =
    支部请您推荐：<b>{ $title }</b>
    { $until } 截止，会写上您的名字，截止前可以改。这只是征求意见，不是正式选举。
surveys-ask-nomination-anonymous =
    支部请您匿名推荐：<b>{ $title }</b>
    { $until } 截止。只记谁填过，不记谁推荐了谁；交了就不能改。这只是征求意见，不是正式选举。
surveys-remind = 提醒您：<b>{ $title }</b>还没有填完，{ $until } 截止。
surveys-done = 问卷<b>{ $title }</b>截止了，可以看结果。
surveys-done-nomination = 推荐<b>{ $title }</b>截止了，结果只有您能看。

surveys-head-survey-named =
    <b>{ $title }</b>（实名问卷，{ $until } 截止）
surveys-head-survey-anonymous =
    <b>{ $title }</b>（匿名问卷，{ $until } 截止）
    您填了什么，和您的名字分开存，不记时间和先后；Telegram 和服务器在您点的那一刻看得见，但不留下。不到 5 个人答的题不显示结果。交了不能改。
surveys-head-nomination-named =
    <b>{ $title }</b>（实名推荐，{ $until } 截止）
    只是征求意见，不是正式选举，也不是表决。
surveys-head-nomination-anonymous =
    <b>{ $title }</b>（匿名推荐，{ $until } 截止）
    只是征求意见，不是正式选举，也不是表决。您推荐了谁，和您的名字分开存，不记时间和先后；Telegram 和服务器在您点的那一刻看得见，但不留下。交了不能改。
surveys-question = 第 { $number } 题，共 { $count } 题：{ $text }
surveys-choose = 最多选 { $most } 个，现在选了 { $count } 个。
surveys-ask-words = 请打字回答，一条消息写完，最多 { $most } 个字。
surveys-ask-reply = 请<b>回复这条消息</b>，一次写完，最多 { $most } 个字。不要写能看出您是谁的话。
surveys-anonymous-head = ✉️ 匿名回答 { $what }
surveys-button-option = { $option }
surveys-button-marked = ✓ { $option }
surveys-button-take = 选好了，交
surveys-button-page = 第 { $page } 页，共 { $pages } 页
surveys-button-revoke = 撤回重填
surveys-thanks = 填完了，谢谢您。截止前可以撤回重填。
surveys-thanks-anonymous = 填完了，谢谢您。
surveys-over = 已经截止了，谢谢您关心。

surveys-of =
    <b>问卷和推荐</b>
    发给支部全体党员，到时自动截止。只是征求意见，不能代替正式选举和表决。
surveys-button-draft = 草稿：{ $title }
surveys-button-open = 在填：{ $title }
surveys-button-closed = 截止：{ $title }
surveys-button-new-survey = 做一份问卷
surveys-button-new-nomination = 发起推荐
surveys-ask-named = 实名的，您看得到谁填了什么；匿名的，只看得到合计，截止以后、{ $least } 个人以上才显示。选哪一种？
surveys-button-named = 实名
surveys-button-anonymous = 匿名
surveys-ask-title = 请打字告诉我题目，比如“下半年活动安排”，最多 { $most } 个字。
surveys-kind-survey-named = 实名问卷
surveys-kind-survey-anonymous = 匿名问卷
surveys-kind-nomination-named = 实名推荐
surveys-kind-nomination-anonymous = 匿名推荐
surveys-title-draft = <b>{ $title }</b>（{ $kind }，草稿，发出后开放 { $days } 天）
surveys-title-open = <b>{ $title }</b>（{ $kind }，{ $until } 截止）
surveys-title-closed = <b>{ $title }</b>（{ $kind }，已截止）
surveys-no-question = 还没有题目，请先加。
surveys-line-one = { $number }. { $text }（单选）
surveys-line-many = { $number }. { $text }（最多选 { $most } 个）
surveys-line-words = { $number }. { $text }（打字回答）
surveys-line-people = { $number }. { $text }（从支部 { $count } 位党员中选，最多 { $most } 位）
surveys-line-option = · { $option }
surveys-answered = 发给 { $asked } 人，填完 { $answered } 人。
surveys-button-add-1 = 加单选
surveys-button-add-m = 加多选
surveys-button-add-w = 加问答
surveys-button-add-p = 从全体党员选
surveys-button-add-l = 我来列名单
surveys-button-days = 开放几天
surveys-button-drop = 去掉最后一题
surveys-button-send = 发给全支部
surveys-button-throw = 删掉
surveys-button-close = 现在截止
surveys-button-send-yes = 确认发出
surveys-button-throw-yes = 确认删掉
surveys-button-close-yes = 确认截止
surveys-button-nominees = { $count } 位
surveys-button-day = { $days } 天
surveys-ask-nominees = 每个人最多推荐几位？
surveys-ask-days = 发出以后开放几天？
surveys-ask-question-one =
    请打一条消息：第一行是题目，下面每行一个选项，2 到 { $most } 个。比如：
    食堂夜里要不要热饭？
    要
    不要
surveys-ask-question-many =
    请打一条消息：第一行是题目，下面每行一个选项，2 到 { $most } 个，可以多选。比如：
    下半年想参加哪些活动？
    参观学习
    志愿服务
    读书会
surveys-ask-question-words = 请打字告诉我题目，大家用文字回答。
surveys-ask-question-people = 请打字告诉我推荐什么，比如“优秀共产党员”。选项是支部全体党员。
surveys-ask-question-list = 请打一条消息：第一行是推荐什么，下面每行一个名字，2 到 { $most } 个。
surveys-ask-send = 把<b>{ $title }</b>发给支部全体党员吗？发出以后不能再改题目。
surveys-ask-throw = 删掉<b>{ $title }</b>吗？还没有发出，没有人填过。
surveys-ask-close = 现在就截止<b>{ $title }</b>吗？截止以后不能再打开。

surveys-results =
    <b>{ $title }</b>
    发给 { $asked } 人，填完 { $answered } 人。
surveys-results-later = 匿名的要等截止以后才有结果，{ $least } 个人以上答的题才显示，免得推算出谁填了什么。
surveys-results-question = <b>{ $number }. { $text }</b>（{ $count } 人答）
surveys-results-option = · { $option }：{ $count }
surveys-results-words = · { $words }
surveys-results-few = 答的人不足 { $least } 个，不显示。
surveys-no-ballot = 这是内部征求意见，不是正式选举、表决。
surveys-button-picture = 结果图
surveys-button-sheet = 导出表格
surveys-picture-option = 题目和选项
surveys-picture-count = 人数
surveys-picture-share = 占答题
surveys-picture-under = 发给 { $asked } 人，填完 { $answered } 人。内部征求意见，不是正式选举
surveys-picture = <b>{ $title }</b>：结果图。
surveys-file-name = 问卷结果_{ $title }.xlsx
surveys-file = 问卷结果。

why-kind-survey-ask = 请您填问卷、推荐
why-kind-survey-remind = 问卷快截止了
why-kind-survey-done = 问卷截止了
privacy-section-survey-people = 请您填过的问卷
privacy-section-survey-named-answers = 您实名填的问卷
error-survey-question = 题目不能空着；选项每行一个，2 到 { $options } 个，每个最多 { $letters } 个字，不能重复。请改好，再发一次。
error-survey-choice = 要选至少 1 个，最多 { $most } 个；打字的最多 { $most } 个字。请再来一次。
error-survey-not-ready = 现在不行：没有题目、题目满了，或者已经发出了。请回到这份问卷看一看。
error-survey-closed = 已经截止了，这次没有记上。有话想说，可以用意见箱。
