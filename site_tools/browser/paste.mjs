// Put a text into an editor of a page, in the place of what is there: by the clipboard, as typing would be indented by it.
export async function paste(page, editor, text) {
  await page.locator(`${editor} .cm-content`).focus();
  await page.keyboard.press("Control+a");
  await page.evaluate((code) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", code);
    document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}
