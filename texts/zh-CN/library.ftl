# 学习资料：分类、查找、大家谈、本周卡片
study-button-categories = 按类别看
study-button-find = 找一找
study-categories = <b>学习资料的类别</b>，共 { $count } 类
study-button-category = { $name }（{ $count }）
study-button-category-none = 没有分类的（{ $count }）
study-category = <b>{ $name }</b>，共 { $count } 篇
study-category-none = <b>没有分类的资料</b>，共 { $count } 篇
study-ask-find = 想找什么？请打一个词，比如“发展党员”。
study-found = 有“{ $word }”的资料，共 { $count } 篇。也可以再打一个词。
study-found-many = 有“{ $word }”的资料共 { $count } 篇，先列出 { $shown } 篇。再多打一个词会更准，中间空一格。
study-found-none = 没有找到“{ $word }”。请换一个词再打一次。
study-button-thread = 大家谈（{ $count }）
study-thread = <b>大家谈：{ $title }</b>
study-thread-none = 还没有人说。您先说一句？
study-remark-line = { $place }. { $name }（{ $held }）：{ $words }
study-button-remark = 说一句
study-ask-remark = 对<b>{ $title }</b>有什么想法？请打一句话，最多 { $most } 个字，本支部的同志都能看到。不要写病人的情况和内部材料。
study-button-remark-away = 删第 { $place } 条
study-remark-away =
    删掉这一条？删了就找不回来了。
    { $name }：{ $words }
study-button-remark-gone = 删掉
study-button-card-week = 作为本周卡片
study-card =
    <b>本周卡片：{ $title }</b>
    出处：{ $source }
study-card-has = 这一周已经发过卡片：{ $title }。请下周再发这一篇。
study-card-sent = ✓ 已发给 { $count } 位同志
study-card-sent-group = ✓ 已发到第 { $number } 个群
study-card-sent-channel = ✓ 已发到频道（第 { $number } 个）
study-button-card-people = 发给同志们（{ $count } 人）
study-button-card-group = 发到第 { $number } 个群
study-button-card-channel = 发到频道（第 { $number } 个）
study-button-card-open = 打开看
study-card-new =
    本周学习卡片：<b>{ $title }</b>
    出处：{ $source }
study-card-text =
    本周学习卡片：<b>{ $title }</b>
    出处：{ $source }

    { $body }
study-card-link =
    本周学习卡片：<b>{ $title }</b>
    出处：{ $source }
    网址：{ $link }
study-card-file =
    本周学习卡片：{ $title }
    出处：{ $source }
why-kind-study-card = 本周学习卡片
why-kind-study-card-chat = 发到群里的本周学习卡片
error-study-word = 请打一个要找的词，最多 { $most } 个字。请再打一次。
error-study-remark = 请打一句话，最多 { $most } 个字。请再发一次。
error-study-remarks-many = 您在这一篇下面已经说了 { $most } 句。可以先删掉一句，再说新的。
error-study-card-other = 这一周已经发过卡片：{ $title }。请下周再发这一篇。
error-study-material-category = 请打类别的名字，最多 { $most } 个字，比如“党章党规”。
