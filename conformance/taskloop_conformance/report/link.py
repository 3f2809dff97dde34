"""A link that is a failure: the implementation's text and the history's token in the fragment of an address.

A browser sends what stands behind the ``#`` to nobody; the playground of the site reads it there, and plays the history
again.  The form is JSON, raw deflate and base64url, which a browser unpacks without help (docs/assets/js/link.js).
"""

from __future__ import annotations

import base64
import json
import os
import zlib

#: The variable that names the site, as in ``https://example.org/taskloop``; without it there are no links.
SITE = "TASKLOOP_SITE"

#: Longer addresses are cut by mail programs and chats; an implementation of 500 lines has some 8,000 characters.
LONGEST = 16_000


def fragment(code: str, token: str) -> str:
    """What stands behind the address of the playground, ``#`` included."""
    text = json.dumps({"code": code, "token": token}, ensure_ascii=False)
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(text.encode()) + packer.flush()
    return "#play=" + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def link(code: str, token: str) -> str | None:
    """The whole address; None where no site is configured, or where it would be too long to be sent around."""
    site = os.environ.get(SITE, "").rstrip("/")
    address = f"{site}/playground.html{fragment(code, token)}"
    return address if site and len(address) <= LONGEST else None
