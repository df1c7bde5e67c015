# Telegram makes us wait for long
penalty-long =
    <b>Telegram restricts sending</b>
    Some messages can only go out at { $until }. None is lost, they go out by themselves then; what is urgent, please phone.
