// A table that scrolls has to be reachable with the keyboard; Material makes the box around it while the page loads.
const reachable = () => document.querySelectorAll(".md-typeset__scrollwrap").forEach((box) => { box.tabIndex = 0; });
reachable();
addEventListener("load", reachable);
