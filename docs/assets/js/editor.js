// The editor of the page, bundled once when the site is built.
import { python } from "@codemirror/lang-python";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorState, Prec } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { basicSetup } from "codemirror";

// The colours are those of the site's own blocks of code: they follow the colour scheme, and have contrast enough in both.
const colour = (name) => `var(--md-code-hl-${name}-color)`;
const highlights = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword, tags.definitionKeyword, tags.moduleKeyword], color: colour("keyword") },
  { tag: [tags.string, tags.special(tags.string), tags.docString], color: colour("string") },
  { tag: [tags.number], color: colour("number") },
  { tag: [tags.bool, tags.null, tags.self], color: colour("constant") },
  { tag: [tags.comment], color: colour("comment") },
  { tag: [tags.function(tags.definition(tags.variableName)), tags.definition(tags.className)], color: colour("function") },
  { tag: [tags.meta, tags.escape], color: colour("special") },
  { tag: [tags.operator, tags.punctuation, tags.bracket, tags.separator], color: colour("operator") },
]);

// The editor's own theme has fixed colours for its parts, most of them for light pages.
const ground = "var(--md-default-bg-color)";
const text = "var(--md-code-fg-color)";
const faint = "var(--md-default-fg-color--lightest)";
const line = "var(--md-default-fg-color--lighter)";
const accent = "var(--md-accent-fg-color)";
const theme = EditorView.theme({
  "&": { backgroundColor: "var(--md-code-bg-color)", color: text },
  "&.cm-focused": { outline: `.1rem solid ${accent}` },
  ".cm-scroller": { fontFamily: "var(--md-code-font-family, monospace)", lineHeight: "1.4" },
  ".cm-content": { caretColor: text },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: text },
  // What is selected or found keeps the colours of its text: a frame says it, and a ground as faint as that of the line.
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { background: "var(--md-accent-fg-color--transparent)" },
  ".cm-activeLine": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine": { boxShadow: `inset .15rem 0 0 ${accent}` },
  ".cm-selectionMatch, .cm-searchMatch, &.cm-focused .cm-matchingBracket": { backgroundColor: "transparent", outline: `.05rem solid ${accent}` },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "transparent", outline: ".05rem dashed #e5484d" },
  ".cm-gutters": { backgroundColor: "var(--md-code-bg-color)", color: "var(--md-default-fg-color--light)", borderRight: `.05rem solid ${faint}` },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: text },
  ".cm-foldPlaceholder": { backgroundColor: "transparent", borderColor: line, color: text },
  ".cm-panels, .cm-tooltip": { backgroundColor: ground, color: text, borderColor: line },
  ".cm-textfield, .cm-button": { backgroundColor: ground, backgroundImage: "none", color: text, borderColor: line },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { background: "#0b5a8f", color: "#fff" },
});

// `run` is what Shift+Enter and Ctrl+Enter do, `changed` gets every new text; Tab stays the key that leaves the editor.
export function edit(parent, doc, label, run, changed) {
  const press = () => (run?.(), Boolean(run));
  const extensions = [
    Prec.highest(keymap.of([{ key: "Shift-Enter", run: press }, { key: "Mod-Enter", run: press }])),
    basicSetup, python(), syntaxHighlighting(highlights), theme,
    // A box that scrolls is reached with the keyboard by its tabindex: that its text can be edited isn't seen by every tool.
    EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
    EditorView.updateListener.of((update) => update.docChanged && changed?.(update.state.doc.toString())),
  ];
  const view = new EditorView({ parent, state: EditorState.create({ doc, extensions }) });
  return {
    get: () => view.state.doc.toString(),
    set: (next) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } }),
    focus: () => view.focus(),
  };
}
