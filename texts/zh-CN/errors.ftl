# 出错时说的话：原因，加一个下一步
error-not-allowed = 这里没有您可以操作的内容。请点 /menu 回到主菜单；如果觉得不对，请问支部书记。
error-paused = 输错次数太多，先休息一下。请 { $minutes } 分钟后再试。
error-expired = 这个已经过期了。请点 /menu 重新开始。
error-already-done = 这件事已经办好了，不用再点。请点 /menu 看看现在的情况。
error-bad-input = 这个内容我用不了。请看上面的说明再发一次，或点 /cancel 取消。
error-conflict = 这和已有的记录对不上，需要人来决定。请联系支部书记或党办。
error-unavailable = 现在办不了。请过几分钟再试。
error-unexpected = 抱歉，我这边出了点问题，您发的内容已经留着。请稍后再试；若还不行，把编号 <code>{ $incident }</code> 告诉党办。
error-bad-hours = 没看懂这个时间。请像这样写：22:00-07:00；不改了就点 /cancel。
error-bad-date = 没看懂这个日期。请像这样写：12月1日，或 2026-12-01；不改了就点 /cancel。
