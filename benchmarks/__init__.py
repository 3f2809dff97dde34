"""Benchmarks of the reference: ratios against peers, and a soak; `python -m benchmarks --help`.

`measures` says what is measured and makes tables of it, with `harness` (processes, rounds, figures, pages); what a
measured process does is in `children`, which import neither. `soak` stands alone. Imports go downwards only;
`.importlinter` holds them to it.
"""
