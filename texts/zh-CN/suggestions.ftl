# 意见箱：署名或匿名，交给谁、怎么答复
suggestions-button-menu = 意见箱
suggestions-box =
    <b>意见箱</b>
    有什么想法，可以署名提，有答复我会告诉您；也可以匿名提，凭取件码看答复。
suggestions-button-signed = 署名提意见
suggestions-button-anonymous = 匿名提意见
suggestions-button-code = 凭码看答复
suggestions-button-mine = 我署名提过的
suggestions-button-desk = 去看意见
suggestions-button-desk-count = 交给我的意见（待办 { $count }）
suggestions-button-one = { $state }：{ $words }
suggestions-button-look = 看一看
suggestions-button-own = 看答复

suggestions-topic-branch-work = 支部工作
suggestions-topic-activities = 学习和活动
suggestions-topic-conduct = 作风纪律
suggestions-topic-hospital = 给党委、党办
suggestions-taker-leaders = 支部书记
suggestions-taker-discipline = 纪检委员
suggestions-taker-office = 党办
suggestions-state-waits = 收下了，明天早上转交
suggestions-state-received = 已收到
suggestions-state-looked-at = 正在办
suggestions-state-answered = 已答复
suggestions-state-closed = 已办结

suggestions-ask-topic-signed = 署名提意见，是关于哪方面的？
suggestions-ask-words = 关于<b>{ $topic }</b>，请打字告诉我，一条消息写完，最多 { $most } 个字。会写上您的名字。不要写涉密内容和别人的隐私。
suggestions-written = 收到了，已交给{ $taker }。有了答复，我告诉您。
suggestions-mine = <b>我署名提过的意见</b>（最近 10 条）
suggestions-mine-none = 您还没有署名提过意见。匿名的不在这里：我也不知道哪条是您的。
suggestions-own =
    <b>{ $topic }</b>，{ $date }
    { $words }

    { $state }
suggestions-answer = 答复：{ $answer }

# 第一行是认出回复用的，只说是什么，不说别的
suggestions-anonymous-head = ✉️ 匿名意见：{ $what }
suggestions-code-head = 🔑 凭取件码看答复
suggestions-ask-topic-anonymous =
    匿名提意见，是关于哪方面的？
    下一步我会问您一句话，请直接回复那条消息，一次写完。
suggestions-anonymous-ask =
    请<b>回复这条消息</b>，一次写完，最多 { $most } 个字，只收文字。每人每天最多 { $day } 条。

    <b>不会留下的</b>：您是谁。数据库、日志、备份里没有您的名字和账号，只记是哪一天。明天早上才转交，那时连数条数用的钥匙也销毁了。
    <b>藏不住的</b>：Telegram 知道您给我发过消息；运行我的服务器在收到的那一刻看得见，但不留下；您手机上的聊天记录还在；支部人少时，别人也可能从内容和语气猜到。

    请不要写能看出您是谁的话、别人的隐私和涉密内容。收下后我给您一个取件码；没有取件码，就是没有收下。
suggestions-dropped =
    收下了，明天早上转交给{ $taker }。
    取件码：<code>{ $code }</code>
    请自己记好：码只给这一次，只看这一条，丢了我也查不到。看答复：意见箱 → 凭码看答复。要更稳妥，可以把您发的那条消息删掉。
suggestions-code-ask = 请<b>回复这条消息</b>，把取件码发给我。查了几次、谁查的，都不会记下来。
suggestions-standing =
    <b>{ $topic }</b>，{ $date }收到
    { $state }

suggestions-code-after = 一个取件码只看这一条，可以再看；办结满 { $months } 个月，意见和答复就一起删掉。不想留着，把有取件码的消息删掉就行。

suggestions-new = 有同志署名提了一条意见（{ $topic }），请您看一看。
suggestions-arrived = 意见箱里有 { $count } 条意见等您看。
suggestions-desk =
    <b>交给我的意见</b>，待办 { $count } 条
    匿名的不要去猜是谁，只看说得对不对。
suggestions-desk-none = 现在没有交给您的意见。
suggestions-card =
    <b>{ $who }</b>，{ $organisation }，{ $date }
    { $topic }
    { $words }

    { $state }
suggestions-card-anonymous =
    <b>匿名意见</b>，{ $organisation }，{ $date }
    { $topic }
    { $words }

    { $state }
suggestions-card-erased =
    <b>署名意见</b>（本人已删除资料），{ $organisation }，{ $date }
    { $topic }
    { $words }

    { $state }
suggestions-button-answer = 答复
suggestions-button-look-at = 正在办
suggestions-button-close = 办结，不答复
suggestions-button-close-yes = 办结
suggestions-button-pass-leaders = 转给支部书记
suggestions-button-pass-discipline = 转给纪检委员
suggestions-button-pass-office = 转给党办
suggestions-ask-close = 不写答复就办结吗？提意见的同志会看到“已办结”。
suggestions-ask-answer = 请打字写答复，一条消息写完，最多 { $most } 个字。我会告诉提意见的同志。
suggestions-ask-answer-anonymous = 请打字写答复，一条消息写完，最多 { $most } 个字。提意见的同志凭取件码看。
suggestions-passed = 已转给{ $taker }，不在您这里了。
suggestions-answered = 您提的意见有答复了。
suggestions-closed = 您提的意见已经办结。
suggestions-summary =
    <b>{ $month }意见箱小结</b>
    收到 { $count } 条：已答复 { $answered }，已办结 { $closed }，待办 { $open }
    { $lines }
suggestions-summary-topic = { $topic }：{ $count } 条

why-kind-suggestion-new = 有同志提了意见
why-kind-suggestion-arrived = 意见箱有新意见
why-kind-suggestion-summary = 意见箱每月小结
why-kind-suggestion-result = 您提的意见的答复
error-suggestion-words = 意见和答复要是文字，1 到 { $most } 个字。请改好，再发一次。
error-suggestion-flooded = 今天您已经提了 { $most } 条匿名意见，这一条没有收下。请明天再提，或署名提。
error-suggestion-code = 没有找到这个取件码。请对一对，回复那条消息再发一次；办结一年以后会删除。
error-suggestion-gone = 这条意见已经有人办了。请点“去看意见”看现在的样子。
error-confidential = 对不起，刚才出了点问题，没有收下，也没有留下任何内容。请过一会儿再发一次。
privacy-section-suggestions = 署名提过的意见
