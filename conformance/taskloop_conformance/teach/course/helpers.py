"""Exercise 2: the two helpers.

Most sources need no ``fargs`` of their own.  Either every call gets the same arguments again, or each call gets what
the one before returned:

- ``simple_fargs`` gives its input back;
- ``simple_fargs_out`` gives the output back.

Both hand on the very object, no copy of it.
"""


async def coromask(coro, args, kwargs, fargs):
    """One iteration: await the coroutine, let fargs make the payload of the next iteration of it."""
    obtained = await coro(*args, **kwargs)
    return fargs(args, obtained)


def simple_fargs(given, obtained):
    """The same input again."""
    #: start
    # # yours
    #: solution
    return given
    #: end


def simple_fargs_out(given, obtained):
    """The output becomes the input."""
    #: start
    # # yours
    #: solution
    return obtained
    #: end
