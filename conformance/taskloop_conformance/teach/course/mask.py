"""Exercise 1: the mask.

A source is a coroutine function: each call reads it once.  The mask is one iteration around it:

- await ``coro(*args, **kwargs)``, once;
- then call ``fargs(args, obtained)``, once, the input first: it makes the payload of the next iteration;
- give that payload back.

An error, or a cancellation, needs no code: what isn't caught goes through unchanged.
"""


async def coromask(coro, args, kwargs, fargs):
    """One iteration: await the coroutine, let fargs make the payload of the next iteration of it."""
    #: start
    # raise NotImplementedError("yours: two lines")
    #: solution
    obtained = await coro(*args, **kwargs)
    return fargs(args, obtained)
    #: end
