# Telegram 让等很久
penalty-long =
    <b>Telegram 限制了发送</b>
    有消息要等到 { $until }才能发。消息没有丢，到时会自动发出；急事请打电话。
