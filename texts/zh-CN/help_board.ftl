# 互助：支部里的同志互相问、互相帮
help-board-button-menu = 互助
help-board =
    <b>{ $branch }</b>互助，共 { $count } 个问题
    点开可以看回答，也可以帮着回答。只有本支部的同志能看到。
help-board-none =
    <b>{ $branch }</b>互助
    还没有人提问。有不懂的、要帮忙的，都可以问。只有本支部的同志能看到。
help-board-button-open = ○ { $words }（{ $count }）
help-board-button-solved = ✓ { $words }（{ $count }）
help-board-button-hidden = （已收起）{ $words }
help-board-button-ask = 我要提问
help-board-ask = 想问什么？请打一段话，最多 { $most } 个字，会带上您的名字，本支部的同志都能看到。不要写病人的情况和内部材料。
help-board-question = <b>{ $name }</b>（{ $asked }）问：{ $words }
help-board-solved = ✓ 已解决
help-board-hidden = （只有您和宣传委员看得到：{ $why }）
help-board-no-answer = 还没有人回答。
help-board-answer = { $place }. { $name }（{ $said }）：{ $words }
help-board-answer-hidden = { $place }. { $name }（{ $said }）：{ $words }（已收起：{ $why }）
help-board-button-answer = 我来回答
help-board-button-solve = 解决了
help-board-button-unsolve = 还没解决
help-board-button-take-back = 撤回第 { $place } 条
help-board-button-withdraw = 撤回提问
help-board-button-keep = 收起或恢复
help-board-ask-answer =
    <b>{ $words }</b>
    您怎么看？请打一段话，最多 { $most } 个字，会带上您的名字。不要写病人的情况和内部材料。
help-board-withdraw = 撤回“{ $words }”？{ $count ->
        [0] 撤回后就没有了。
       *[other] 撤回后，{ $count } 个回答也一起没有了。
    }
help-board-button-withdraw-yes = 撤回
help-board-keep = 要收起或恢复哪一条？收起后，只有写的人和您看得到，写的人会看到原因。
help-board-button-hide-question = 收起提问
help-board-button-show-question = 恢复提问
help-board-button-hide-answer = 收起第 { $place } 条
help-board-button-show-answer = 恢复第 { $place } 条
help-board-ask-why = 为什么收起？写的人会看到原因。
help-board-why-privacy = 有病人或他人的隐私
help-board-why-internal = 有内部材料
help-board-why-wording = 说法不合适
help-board-why-elsewhere = 不适合在这里说
help-board-answered = 有同志回答了您的提问“{ $question }”。
help-board-button-look = 看回答

error-help-board-words = 请打一段话，最多 { $most } 个字。请再发一次。
error-help-board-many = 您已经有 { $most } 个问题还没解决。先把解决了的点“解决了”，再提新的。
error-help-board-answers = 这个问题您已经回答了 { $most } 次。可以先撤回一条，再说新的。
why-kind-help-answer = 有人回答了您的提问
