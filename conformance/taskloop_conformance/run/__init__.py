"""One run of the checks: worker processes, their channel to the parent, installing a target apart.

How it works
------------

The parent (the command line) never imports the target, nor pytest. It starts one *worker* a share of the checks. A
worker imports the target, runs its checks with pytest, and sends a record for each. In between stands a *keeper*::

    parent      taskloop-conformance run TARGET          supervise, share, process
      keeper    one a worker; imports nothing            keeper, posix
        worker  the target and the checks                worker, session, plugin, classify

    orders      parent -> worker, once, on standard input: what to do, and the run's key             orders
    channel     worker -> parent: authenticated messages over a pipe                                channel, messages
    board       worker -> parent: shared memory, which history is in hand, how many were begun      record/progress

With ``--cluster`` the part of the parent that looks after a worker runs on the cluster's machines    cluster, on_worker

Whatever the implementation does costs the check that was in hand. A worker that is silent for too long is ended, one
that has died is replaced, and the successor gets the checks that are left. The parent knows from the first message what
was planned, so that nothing can be lost without being missed.

The keeper is there because processes are hard to end. What an implementation starts may make a session of its own and
outlive its process group. The keeper is the reaper of all that comes from its worker (``PR_SET_CHILD_SUBREAPER``):
orphans become its children, and it ends them all when the worker ends, when the parent says so, or when the parent
dies. An implementation that kills its parent process hits the keeper, and the report is still written.

What can be kept from an implementation, and what can't
-------------------------------------------------------

The implementation runs in the worker's own process, because most implementations are modules and the checks call them.
So nothing in that process is safe from code that searches its memory for the key or replaces the suite's functions, and
such code can make itself conformant: this suite finds faults, it is no proof against cheating. What *is* kept off is
everything short of that, as happens by accident or in carelessness:

* The key of a run comes on standard input and lives in a closure. No variable of a module, no argument of a process, no
  environment variable and no inherited file holds it.
* Each frame of the channel begins with a marker that only the key can make, for its number only. What a logger, a
  forked child or a loop over all descriptors writes there is skipped, is no sign of life, and can't hold the parent
  back.
* Each message is checked against its shape at the boundary (:mod:`.messages`), and against what was asked for.

Why not the obvious way
-----------------------

:mod:`multiprocessing`, ``concurrent.futures`` and ``loky`` send pickles, which run code of the sender in the parent,
over descriptors that every child of the worker inherits; their pools lose all tasks when one process dies. ``pebble``
adds time limits to them but ends the process alone, not what it has started, and its limit is wall time, while a check
that makes progress may take its time here. ``pytest-xdist`` and ``pytest-timeout`` run pytest in the parent and end
with the session when the implementation ends its process. What is left, starting a process and reading a pipe, is what
the standard library does well.
"""
