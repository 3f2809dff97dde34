"""Not part of the model: importing this says what does its work."""

raise ImportError("tasktools.scheduler isn't part of this model: use TaskLoopGroup; see 'From the published package'")
