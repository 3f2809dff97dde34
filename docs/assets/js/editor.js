// The editor of the page, bundled once when the site is built.
import { python } from "@codemirror/lang-python";
import { EditorState } from "@codemirror/state";
import { EditorView, basicSetup } from "codemirror";

export function edit(parent, text, label) {
  const labelled = EditorView.contentAttributes.of({ "aria-label": label });
  const view = new EditorView({ parent, state: EditorState.create({ doc: text, extensions: [basicSetup, python(), labelled] }) });
  return {
    get: () => view.state.doc.toString(),
    set: (next) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } }),
  };
}
