# 发展党员和组织关系转接：入口
cases-choose = 您要看哪一个？
cases-none = 名下还没有支部。请问党办。
cases-hub =
    <b>{ $name }</b>的发展党员和组织关系转接
    日期由您来记，我来算时间、按时提醒。谈话和政治审查的内容、身份证号请不要写进来。
cases-button-child = { $name }（{ $count }）
cases-button-development = 发展党员 { $count }
cases-button-transfers = 组织关系转接 { $count }
cases-button-sheet-development = 发展党员台账
cases-button-sheet-transfers = 转接登记表
cases-button-look = 看一看
cases-sheet = 一共 { $rows } 行。里面有姓名，请妥善保管。

error-cases-there = 这位同志已经有一份在办的，没有重复登记。请回到列表里打开看看。
error-cases-ended = 这一份已经办结，改不了。要改请先点“重新打开”。
error-cases-step = 这一项现在记不了。请回到这位同志的页面，从列出的项目里选。
error-cases-day-ahead = 这一天还没有到，先不能记。请等办完了再记，或换一个日期。
error-cases-day-far = 这个日期太远了。请核对年份，比如 2026-05-20。
error-cases-name = 这个姓名我看不懂。请打姓名，后面空一格可以写科室，比如：李明 心内科。
error-cases-words = 这个内容我用不了，最多 { $limit }，也不要写身份证号。请改一改再发。
error-cases-not-full = 只能选本支部的正式党员。请换一位。
error-cases-too-many = 最多 { $most } 位，已经满了。请先去掉一位。
error-cases-nobody = 本支部的正式党员里没有这个名字。请换一个字再试，或先更新花名册。

word-cases = 发展党员, 发展, 组织关系, 转接
command-cases = 发展党员、组织关系转接
