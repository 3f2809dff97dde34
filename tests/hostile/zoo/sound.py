"""A sound implementation of the profile `functions`: what the others here spoil in one place."""


async def coromask(coro, args, kwargs, fargs):
    return fargs(args, await coro(*args, **kwargs))


def renew(task, coro, fargs):
    pass


def simple_fargs(given, obtained):
    return given


def simple_fargs_out(given, obtained):
    return obtained
