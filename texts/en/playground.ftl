# The playground
cli-playground-starting = Setting up the playground…
cli-playground-ready = The playground is ready: open { $address } in a browser. Press Ctrl-C to end it.
cli-playground-not-started = The playground did not start; port { $port } may be taken. Try another: zhibu playground --port 0
cli-clock-not-loopback = The playground's clock may only be used with an address of this machine.
cli-token-unknown = Telegram does not know this token. Check BOT_TOKEN, or ask @BotFather for a new one.
