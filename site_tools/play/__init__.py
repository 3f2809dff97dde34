"""Python in the page: what the playground, the course and the cells that run need, gathered while the site is built."""
