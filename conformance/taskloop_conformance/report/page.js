document.querySelectorAll(".copy button").forEach(function (button) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", function () {
    navigator.clipboard.writeText(button.previousElementSibling.textContent);
    button.textContent = "Copied";
  });
});
