"""Sphinx only runs the examples: no theme, no navigation, no search.  The MkDocs hook takes its pages."""

from site_tools.paths import SPHINX, galleries

project = "TaskLoop"
extensions = ["sphinx_gallery.gen_gallery", "site_tools.gallery.body"]
templates_path = ["_templates"]
root_doc = next(iter(galleries().values())) + "/index"
html_copy_source = html_use_index = html_permalinks = False
nitpicky = True
suppress_warnings = ["toc.not_included"]
sphinx_gallery_conf = {
    "examples_dirs": [str(folder) for folder in galleries()],
    "gallery_dirs": list(galleries().values()),
    "filename_pattern": r"plot_.*\.py$",
    "ignore_pattern": r"(^|/)(?!plot_)[^/]*\.py$",
    "subsection_order": "site_tools.paths.group_rank",
    "within_subsection_order": "FileNameSortKey",
    "capture_repr": ("_repr_html_",),
    "image_scrapers": (),
    "reset_modules": ("site_tools.gallery.guard.guard",),
    "reset_modules_order": "both",
    "show_signature": False,
    "write_computation_times": False,
    "min_reported_time": 1e9,  # a time on a page would make every build differ
    "junit": "junit.xml",
    "first_notebook_cell": (SPHINX / "notebook_cell.py").read_text("utf-8").rstrip(),
    "plot_gallery": True,
    "abort_on_example_error": False,
}
