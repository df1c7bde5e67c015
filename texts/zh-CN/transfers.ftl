# 组织关系转接
transfers-way-out = 从{ $branch }转到{ $other }
transfers-way-in = 从{ $other }转入{ $branch }
transfers-way-within = 从{ $branch }转到{ $other }

transfers-step-letter-number = 介绍信编号
transfers-step-letter-on = 开具日期
transfers-step-letter-until = 有效期至
transfers-step-paid-through = 党费交至
transfers-step-received = 接收日期
transfers-step-receipt = 回执日期

transfers-list = <b>{ $organisation }</b>：组织关系转接
transfers-list-ended = <b>{ $organisation }</b>：已经办结的转接
transfers-list-line = · <b>{ $name }</b>，{ $way }
transfers-button-out = 转出
transfers-button-in = 转入
transfers-button-finish = 办结
transfers-button-finish-yes = 是，办结
transfers-button-withdraw = 不转了
transfers-button-withdraw-yes = 是，不转了
transfers-button-take-back = 删掉这一项

transfers-title = <b>{ $name }</b>，{ $way }
transfers-title-done = <b>{ $name }</b>，{ $way }（已办结）
transfers-title-withdrawn = <b>{ $name }</b>，{ $way }（没有转）
transfers-line-left = 介绍信还有 { $days } 天到期
transfers-line-over = 介绍信的有效期已经过了，请核对要不要重新开
transfers-line-long = ⚠ 有效期比通常的长，请核对
transfers-line-other-finishes = 接收以后，由{ $other }办结

transfers-ask-who = 谁要转出？请打姓名或其中一个字。
transfers-ask-where = 转到哪里？本单位的支部请点下面；别的单位请直接打对方党组织的全称。
transfers-ask-name = 谁要转入？请打姓名，空一格再打科室，比如：李明 心内科。身份证号请不要写。
transfers-ask-from = <b>{ $name }</b>从哪个党组织转来？请打对方党组织的全称。
transfers-ask-stage = <b>{ $name }</b>是正式党员还是预备党员？
transfers-over = 这一步已经过了。请回到列表看最新的情况。
transfers-ask-day = <b>{ $name }</b>的{ $what }是哪一天？请打日期，比如 2026-11-20、11月20日。
transfers-ask-month = <b>{ $name }</b>的{ $what }哪个月？请打年和月，比如 2026-11。
transfers-ask-number = <b>{ $name }</b>的{ $what }是什么？请照介绍信打。
transfers-ask-finish-out = 要办结吗？<b>{ $name }</b>会从{ $branch }的花名册转出，不再收到这里的消息，记录都留着。
transfers-ask-finish-in = 要办结吗？<b>{ $name }</b>会加入{ $branch }的花名册，其他信息下次更新花名册时再补。已经在花名册上的，不会再加一次。
transfers-ask-finish-within = 要办结吗？<b>{ $name }</b>会从{ $branch }转到{ $other }的花名册，原来支部的职务同时结束。
transfers-ask-withdraw = <b>{ $name }</b>不转了吗？他仍然留在原来的支部，这一份就此结束。

transfers-say-letter = <b>{ $name }</b>（{ $organisation }）的组织关系介绍信有效期到 { $date }，还没有记接收日期。办好了请记上；来不及的，请核对要不要重新开。
transfers-say-receipt = <b>{ $name }</b>（{ $organisation }）的组织关系介绍信 { $base }开出，已过 { $days } 天，还没有记回执。请问一问对方。

error-transfers-month = 没看懂这个月份。请像这样写：2026-11。
error-transfers-not-received = 还不能办结。请先记上接收日期；转到本单位其他支部的，由接收的支部办结。
error-transfers-month-far = 党费不会交到这么远：最远是 { $last }。请核对介绍信上的月份。
error-transfers-elsewhere = 花名册上，他现在不在这次转接的支部里。请先核对花名册；这一份不需要了的话，请点“不转了”。
