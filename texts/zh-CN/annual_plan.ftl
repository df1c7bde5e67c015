# 年度活动计划（一年早知道）
annual-plan-name = 年度活动计划（一年早知道）
annual-plan-button = 年度计划

annual-plan-title =
    <b>{ $organisation } { $year } 年活动计划</b>
    { $confirmed ->
        [0] 还没有确认。确认以后，每月的主题党日和集中学习会带上主题。
       *[other] 已经确认，每月的主题党日和集中学习会带上主题。
    }
annual-plan-year-theme = 全年主题：{ $theme }
annual-plan-no-year-theme = 全年主题：还没有写
annual-plan-month = <b>{ $month }</b> { $theme }
annual-plan-month-empty = <b>{ $month }</b> 还没有主题
annual-plan-day = { "　" }{ $time } { $what }
annual-plan-day-open = { "　" }{ $time } { $what }＊
annual-plan-open = 带＊的日子，放假安排公布以后还可能变动。
annual-plan-hint = 点月份写主题。
annual-plan-over = 这一年的计划只能看，不能改了。

annual-plan-button-month = { $month }
annual-plan-button-month-done = ✓ { $month }
annual-plan-button-year-theme = 全年主题
annual-plan-button-paste = 一次贴十二行
annual-plan-button-copy = 照去年的
annual-plan-button-confirm = 确认计划
annual-plan-button-picture = 月历图片
annual-plan-button-calendar = 放进手机日历
annual-plan-button-before = ‹ { $year }
annual-plan-button-after = { $year } ›
annual-plan-button-back = ‹ 年度计划
annual-plan-button-remove = 不写了
annual-plan-button-stop = 先写到这里
annual-plan-button-previous = ‹ { $month }
annual-plan-button-next = { $month } ›
annual-plan-button-replace = 就这样
annual-plan-button-meeting = { $time } { $what }

annual-plan-ask-year = { $year } 年全年的主题是什么？请打一句话，最多 100 个字。
annual-plan-ask-month =
    <b>{ $month }</b>
    主题：{ $theme }
    要换，请直接打新的主题，最多 100 个字。
annual-plan-ask-month-empty =
    <b>{ $month }</b>
    这个月的主题是什么？请打一句话，最多 100 个字。
annual-plan-ask-month-dates = 这个月有（点开可以改时间）：
annual-plan-ask-paste =
    请把 { $year } 年各月的主题一次发给我，一行一个月。
    写满十二行，就从 1 月算起；只写几个月，请在行首写上月份，比如“3 月：学雷锋志愿服务”。
annual-plan-pasted =
    读到 { $count } 个月：
    { $lines }
    { $replaced ->
        [0] 都记下来吗？
       *[other] 其中 { $replaced } 个月会换掉原来的主题。都记下来吗？
    }
annual-plan-pasted-line = { $month }：{ $theme }
annual-plan-saved-month = { $month }记好了。
annual-plan-copied = 照去年的抄好了，已经写过的月份没有动。请看看哪些要改。
annual-plan-nothing-new = 没有要抄的，今年都写过了。

error-annual-plan-year = 现在只能写 { $first } 到 { $last } 年的计划。请点“‹ 年度计划”换一年。
error-annual-plan-empty = 还一个月的主题都没有。请先点月份写一个。
error-annual-plan-lines = 一共读到 { $count } 行。请写满十二行，或在每行前面写上月份，最多十二行。
error-annual-plan-line = 第 { $line } 行没看懂：前面要有月份，后面要有主题，一个月只写一次。请改好再发。
error-annual-plan-line-long = 第 { $line } 行太长了，最多 { $limit } 个字。请改短再发。

# 日历：图片、文件、订阅
annual-plan-title-of = { $organisation }活动日历
annual-plan-title-own = 我的支部活动（{ $organisation }）
annual-plan-picture = { $organisation }，{ $month }
annual-plan-file-caption =
    { $title }，共 { $count } 项。
    在手机上点开这个文件，就能放进日历；以后再有变动，请重新取一次。
annual-plan-file-name = 活动日历
annual-plan-file-themed = { $what }：{ $theme }
annual-plan-file-description = { $organisation }
annual-plan-file-provisional = { $organisation }。放假安排还没有公布，日子可能变动。
annual-plan-card-theme = 本月主题：{ $theme }
annual-plan-card-place = 地点：{ $place }
annual-plan-card-empty = 这个月还没有安排。
annual-plan-card-provisional = 这一年的放假安排还没有公布，日子可能变动。
annual-plan-card-more = 还有 { $count } 项
annual-plan-card-off = 休
annual-plan-card-work = 班

annual-plan-calendar =
    <b>{ $title }</b>
    { $has_address ->
        [0] 可以取一个文件放进手机日历；也可以开一个订阅地址，以后有变动，日历自己会更新。
       *[other] 订阅地址（长按复制，在手机日历里选“订阅日历”）：
    }
annual-plan-calendar-nowhere =
    <b>{ $title }</b>
    可以取一个文件放进手机日历。订阅地址要管理员先设好网址，现在还没有。
annual-plan-address = <code>{ $address }</code>
annual-plan-address-note =
    有这个地址的人都能看到时间、地点和主题，里面没有人名。
    不想让谁再看，就换一个地址或停用，旧地址马上失效。
annual-plan-button-file = 日历文件
annual-plan-button-open = 开一个订阅地址
annual-plan-button-renew = 换一个地址
annual-plan-button-withdraw = 停用
annual-plan-button-mine = 我的日历
annual-plan-button-me = ‹ 我的
