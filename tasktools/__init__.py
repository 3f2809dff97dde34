"""The reference implementation of the TaskLoop model; import from :mod:`tasktools.taskloop`."""
