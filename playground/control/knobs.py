"""The clock, the budgets and the faults."""

from dataclasses import asdict

from playground.control.redelivery import redeliver
from playground.control.routes import Request, route
from playground.errors import ControlError
from playground.kinds import Json


@route("GET", "/clock")
async def clock(request: Request) -> Json:
    """The clock; with ``since`` it answers when the clock was moved after that version."""
    world = request.world
    since = request.query.get("since")
    if since is not None:
        version = int(since)
        await world.clock.moved.until(lambda: world.clock.version > version or world.closing, request.seconds())
    return world.clock.state()


@route("POST", "/clock")
def move_clock(request: Request) -> Json:
    """The clock moves."""
    world, given = request.world, request.params
    force = bool(given.get("force"))
    if "to" in given:
        world.clock.move_to(str(given["to"]), force=force)
    elif "advance_seconds" in given:
        world.clock.advance(float(given["advance_seconds"]), force=force)
    else:
        raise ControlError("no_time", 'Say "advance_seconds" or "to".')
    world.events.publish("clock", **world.clock.state())
    return world.clock.state()


@route("GET", "/budgets")
def budgets(request: Request) -> Json:
    """The budgets in force."""
    return asdict(request.world.budgets.limits)


@route("PUT", "/budgets")
def set_budgets(request: Request) -> Json:
    """Other budgets; what was counted is forgotten."""
    return request.world.budgets.configure(request.params)


@route("GET", "/faults")
def faults(request: Request) -> Json:
    """The faults in force."""
    return {"faults": [fault.state() for fault in request.world.faults.active.values()]}


@route("POST", "/faults")
async def order_fault(request: Request) -> Json:
    """A fault is ordered."""
    if request.params.get("kind") == "redeliver_press":
        redeliver(request.world, request.params)
    return {"id": request.world.faults.order(request.params).id}


@route("DELETE", "/faults")
def end_faults(request: Request) -> Json:
    """No faults any more."""
    request.world.faults.active.clear()
    return {"faults": []}


@route("DELETE", r"/faults/(\d+)")
def end_fault(request: Request) -> Json:
    """One fault less."""
    if request.world.faults.active.pop(int(request.path[0]), None) is None:
        raise ControlError("no_such_fault", f"There is no fault {request.path[0]}.", 404)
    return faults(request)
