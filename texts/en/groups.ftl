# Groups and channels
groups-title = Groups and channels of <b>{ $name }</b>
groups-none = None bound yet.
groups-kind-group = group
groups-kind-channel = channel
groups-chat = · { $kind }, bound { $date }
groups-chat-topic = · { $kind } (into one topic), bound { $date }
groups-chat-silent = · { $kind }, bound { $date }: I cannot write there now; please invite me back or let me write
groups-button-bind = Get a code
groups-button-unbind = Unbind { $kind }
groups-button-unbind-yes = Unbind
groups-ask-unbind = I will no longer post there. Are you sure?
groups-code =
    Code: <code>{ $code }</code>
    1. Add @{ $username } to your branch’s group.
    2. Write in the group: <code>/bind { $code }</code>
    A channel works the same way: make me an administrator, then post the code there.
    Valid for { $minutes } minutes, once.

groups-hello = Hello, I am the branch assistant. Here I only post notices of meetings and study; nobody’s name, dues or attendance is ever shown. Please write to me privately for everything else.
groups-hello-channel = Hello, I am the branch assistant. Here I only post notices of meetings and study; nobody’s name, dues or attendance is ever shown.
groups-can-post = ✓ I can post notices
groups-sees-all = ✓ I see commands such as /bind and replies to me; I neither read nor keep other messages
groups-sees-commands = ✓ I see commands such as /bind and replies to me; other messages I cannot see, and need not
groups-can-pin = ✓ I can pin notices
groups-cannot-pin = ✗ I cannot pin notices; if you want that, make me an administrator who may pin
groups-how-to-bind = To bind your branch, its secretary writes to @{ $username } privately, taps “Branch office”, “Groups, channels”, “Get a code”, and sends /bind with the code here.
groups-how-to-bind-channel = To bind your branch, its secretary writes to @{ $username } privately, taps “Branch office”, “Groups, channels”, “Get a code”, and posts the code here.
groups-bound = ✓ Bound: { $name }.
groups-bound-topic = ✓ Bound: { $name }. Notices will go to this topic.
groups-bound-again = This chat is bound already: { $name }.
groups-help = In groups I only post the branch’s notices. For everything else write to @{ $username } privately: /menu.
groups-silent = I was added to the group “{ $title }” but may not write. Please let members write, or make me an administrator.
groups-silent-channel = I was added to the channel “{ $title }” but may not post. Please allow me to post in its administrator settings.

error-bind-code = This code does not work: mistyped, over, or not yours. Please get a new one from me privately.
error-chat-bound-elsewhere = This chat is bound to another organisation. Its secretary must unbind it first.

command-bind = Bind this group with a code
