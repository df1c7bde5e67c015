# 补学：没到会的同志补上，组长或宣传委员认可
word-makeup = 补学, 补课
command-makeup = 等我补学的
makeup-task =
    { $held }的<b>{ $what }</b>您没能到场，请在 { $due }前补学。
    看完学习材料，写一段体会就行。
makeup-remind = 提醒您：{ $held }的<b>{ $what }</b>，补学 { $due }到期。
makeup-button-look = 去补学
makeup-button-menu = 补学
makeup-button-one = { $what }，{ $due }前
makeup-button-list = ‹ 我的补学
makeup-button-write = 材料看完了，写体会
makeup-button-read = 看学习材料（{ $count } 份）
makeup-button-questions = 材料看完了，答 { $count } 道题
makeup-button-true = 对
makeup-button-false = 错
makeup-read = 以上是<b>{ $what }</b>的学习材料。看完以后，点下面的按钮。
makeup-question = <b>第 { $place } 题，共 { $of } 题</b>
    { $stem }
makeup-option = { $letter }. { $option }
makeup-right = ✓ 答对了
makeup-wrong = ✗ 正确答案：{ $letter }. { $option }
makeup-wrong-true = ✗ 正确答案：对
makeup-wrong-false = ✗ 正确答案：错
makeup-explanation = { $text }
makeup-questions-done = 答对 { $right } 题（共 { $of } 题），已经交了，等组长或宣传委员认可。
makeup-questions-again = 答对 { $right } 题（共 { $of } 题），还差一点。再看看材料，可以另答几道，也可以写体会。
makeup-button-accept = 认可
makeup-button-back = 退回
makeup-list = <b>等您补学的</b>
makeup-list-none = 现在没有要补学的。
makeup-title = <b>{ $what }</b>，{ $held }，补学
makeup-theme = 主题：{ $theme }
makeup-state-required = 请在 { $due }前补上
makeup-state-submitted = 已经交了，等组长或宣传委员看
makeup-state-accepted = 已补学，计 { $hours } 学时
makeup-state-expired = 应在 { $due }前补上，还没有交
makeup-state-void = 这一次不用补学了
makeup-word = 上次退回时说：{ $word }
makeup-overdue = 日子已经过了，现在补上也可以交。
makeup-ask-note = 请看完<b>{ $what }</b>的学习材料，打一段体会发给我，不少于 { $least } 个字。不要写涉密内容和个人隐私。
makeup-ask-word = 为什么退回？请打一句话，最多 { $most } 个字，本人会看到。
makeup-card =
    { $who }交了<b>{ $what }</b>（{ $held }）的补学：
    { $note }
makeup-card-answers =
    { $who }交了<b>{ $what }</b>（{ $held }）的补学：
    看了材料，{ $count } 道题答对 { $right } 道。
makeup-card-accepted = { $who }的<b>{ $what }</b>（{ $held }）补学，已经认可。
makeup-card-returned = { $who }的<b>{ $what }</b>（{ $held }）补学，已经退回，等本人再交。
makeup-card-void = { $who }的<b>{ $what }</b>（{ $held }）不用补学了。
makeup-accepted = { $held }的<b>{ $what }</b>补学已经认可，计 { $hours } 学时。辛苦了！
makeup-returned =
    { $held }的<b>{ $what }</b>补学退回来了，请改一改再交。
    说明：{ $word }
error-makeup-note = 体会要写 { $least } 到 { $most } 个字，现在是 { $count } 个字。请改好再发一次。
error-makeup-word = 退回要写一句话，最多 { $most } 个字。请再打一次。
error-makeup-own = 自己的补学要请别的同志认可。请交给组长、宣传委员或书记看。
error-makeup-no-questions = 题库里的题现在不够了。请改写一段体会交上来。
