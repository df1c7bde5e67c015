# 会场投屏的签到网页
projector-title = 签到
projector-how = 用 Telegram 扫码，或把 6 位数字发给支部助手。数字会自己换，双击可全屏。
projector-counts = 应到 { $expected }，实到 { $came }
projector-early = 签到 { $opens } 开放
projector-over = 签到已结束
projector-lost = 连不上服务器，正在重试
