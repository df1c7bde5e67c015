# 晚到的提醒
delivery-late = <i>这条本该 { $due } 发，晚到了，抱歉。</i>
