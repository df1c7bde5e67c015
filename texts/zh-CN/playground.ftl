# 演练场
cli-playground-starting = 正在布置演练场……
cli-playground-ready = 演练场好了，请用浏览器打开 { $address } 。按 Ctrl-C 结束。
cli-playground-not-started = 演练场没有启动，端口 { $port } 可能被占用。请换一个：zhibu playground --port 0
cli-clock-not-loopback = 演练场的时钟只能用于本机地址。
cli-token-unknown = Telegram 不认识这个令牌。请检查 BOT_TOKEN，或向 @BotFather 重新申请。
