# 稍后再提醒
snooze-button = 稍后再提醒
snooze-button-later = 今天晚些 { $time }
snooze-button-morning = 明天早上 { $time }
snooze-button-shift = 下班后 { $time }
snooze-ask = <i>什么时候再提醒您？</i>
snooze-set = <i>好的，{ $time }再提醒您。要改时间，再点一个。</i>
snooze-closed = <i>这件事没有更晚的时间可选了。</i>
