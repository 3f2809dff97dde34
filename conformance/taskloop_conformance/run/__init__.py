"""One run of the checks: worker processes, their channel to the parent, installing a target apart."""
