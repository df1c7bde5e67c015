# 合并的提醒
digest-title = <b>有 { $count } 件事提醒您</b>
