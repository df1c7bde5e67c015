"""getUpdates and webhooks."""

from playground.errors import bad_request
from playground.kinds import Json
from playground.methods.call import Call, Raw, method
from playground.updates import MOST_AT_ONCE
from playground.webhooks import Webhook, check_secret, check_url


def _allowed(call: Call) -> list[str] | None:
    kinds = call.json("allowed_updates")
    if kinds is not None and not (isinstance(kinds, list) and all(isinstance(kind, str) for kind in kinds)):
        raise bad_request("can't parse allowed updates JSON object")
    return kinds


@method("getUpdates", "offset limit timeout allowed_updates")
async def get_updates(call: Call) -> Raw:
    """What happened since the last time; waits for the first update up to ``timeout`` seconds."""
    queue = call.world.queues[call.bot.id]
    queue.allow(_allowed(call))
    limit = call.integer("limit") or MOST_AT_ONCE
    timeout = min(max(call.number("timeout"), 0), 50)
    return Raw(await queue.read(call.number("offset"), min(max(limit, 1), MOST_AT_ONCE), timeout))


@method(
    "setWebhook",
    "url certificate ip_address max_connections allowed_updates drop_pending_updates secret_token",
)
def set_webhook(call: Call) -> Raw:
    """From now on updates are posted to the address; an empty one ends that."""
    queue = call.world.queues[call.bot.id]
    url = call.text("url") or ""
    if call.boolean("drop_pending_updates"):
        queue.drop_all()
    if not url:
        return _delete(call)
    check_url(url)
    secret = call.text("secret_token") or ""
    check_secret(secret)
    queue.allow(_allowed(call))
    connections = call.integer("max_connections") or 40
    call.world.webhooks.set(call.bot.id, Webhook(url, secret, min(max(connections, 1), 100), bool(call.files)))
    return Raw(b'true,"description":"Webhook was set"')


def _delete(call: Call) -> Raw:
    if not call.world.webhooks.delete(call.bot.id):
        return Raw(b'true,"description":"Webhook is already deleted"')
    return Raw(b'true,"description":"Webhook was deleted"')


@method("deleteWebhook", "drop_pending_updates")
def delete_webhook(call: Call) -> Raw:
    """Back to getUpdates."""
    if call.boolean("drop_pending_updates"):
        call.world.queues[call.bot.id].drop_all()
    return _delete(call)


@method("getWebhookInfo")
def get_webhook_info(call: Call) -> Json:
    """How the webhook fares."""
    return call.world.webhooks.info(call.bot.id)
