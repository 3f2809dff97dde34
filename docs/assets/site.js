// What Material's own markup leaves out for readers with a keyboard or a screen reader.
const mend = () => {
  // A table that scrolls has to be reachable with the keyboard; Material makes the box around it while the page loads.
  document.querySelectorAll(".md-typeset__scrollwrap").forEach((box) => { box.tabIndex = 0; });
  // The search dialog and the nested parts of the navigation are told apart by their names.
  document.querySelector(".md-search")?.setAttribute("aria-label", "Search");
  document.querySelectorAll(".md-nav[aria-labelledby]").forEach((nav) => {
    const title = nav.querySelector(".md-nav__title")?.textContent.trim();
    if (title) nav.setAttribute("aria-label", `Pages of ${title}`);
    nav.removeAttribute("aria-labelledby");
  });
};
mend();
addEventListener("load", mend);
// The buttons on a block of code are no place to navigate to. Material adds them when the block comes into sight.
new MutationObserver(() => {
  document.querySelectorAll(".md-code__nav:not([role])").forEach((buttons) => { buttons.setAttribute("role", "presentation"); });
}).observe(document.body, { childList: true, subtree: true });
// "Get it" stands for the site's address with a word, since the site may be served from anywhere; here it is known.
const address = () => {
  const root = new URL(`${JSON.parse(document.getElementById("__config").textContent).base}/`, location).href.replace(/\/$/, "");
  document.querySelectorAll(".tl-address").forEach((part) => {
    const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) texts.currentNode.data = texts.currentNode.data.replaceAll("ADDRESS", root);
    part.querySelectorAll(".tl-address-note").forEach((note) => { note.remove(); });
  });
};
address();
// A lesson's last question: a field for the reader's own answer, compared with the one that the lesson asserts.
document.querySelectorAll(".tl-try").forEach((place) => {
  const wanted = place.dataset.answer.split(" ").map(Number);
  const form = document.createElement("form");
  form.innerHTML = `<label>Your ${wanted.length > 1 ? `${wanted.length} answers, with commas between them` : "answer"}: <input autocomplete="off" inputmode="decimal"></label> <button class="md-button">Compare</button> <output role="status"></output>`;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = form.querySelector("input").value.split(/[,;\s]+/).filter(Boolean).map(Number);
    const right = given.length === wanted.length && given.every((number, index) => number === wanted[index]);
    form.querySelector("output").textContent = right ? "That is what the lesson asserts." : "The lesson asserts something else. Think again, or open the answer.";
  });
  place.append(form);
});
// A long table in a details element gets a field that shows only the rows with all of its words.
document.querySelectorAll("details[data-filter]").forEach((details) => {
  const label = document.createElement("label");
  label.className = "tl-filter";
  label.append(`${details.dataset.filter}: `, document.createElement("input"));
  label.lastChild.addEventListener("input", (event) => {
    const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
    details.querySelectorAll("tbody tr").forEach((row) => {
      row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word));
    });
  });
  details.querySelector("summary").after(label);
});
// A link to something that is folded away unfolds it.
const unfold = () => {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let box = target && target.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  if (target && target.closest("details")) target.scrollIntoView();
};
unfold();
addEventListener("hashchange", unfold);
