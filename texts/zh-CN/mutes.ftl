# 想收哪些提醒
mutes-choose =
    <b>想收哪些提醒</b>
    点一下关掉，再点一下打开。会议通知和党费提醒是党员的分内事，不能关；忙的时候可以“暂停提醒”。
mutes-button-mine = 想收哪些提醒
mutes-button-on = ✓ { $kind }
mutes-button-off = ✗ { $kind }
