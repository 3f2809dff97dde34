document.addEventListener("click", function (event) {
  var button = event.target.closest("[data-tl-open]");
  if (button) document.getElementById(button.dataset.tlOpen).showModal();
  else if (event.target.matches("dialog.tl-dialog")) event.target.close();
});
