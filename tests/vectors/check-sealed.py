#!/usr/bin/env python3
"""check-sealed.py: what contrib/unseal.py says to each case of sealed.txt."""
import contextlib
import hashlib
import importlib.util
import io
import sys
import zlib
from pathlib import Path

from cryptography.exceptions import InvalidTag

HERE = Path(__file__).resolve().parent
SPEC = importlib.util.spec_from_file_location("unseal", HERE / "../../contrib/unseal.py")
UNSEAL = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(UNSEAL)


def answer(sealed, ring):
    with contextlib.redirect_stderr(io.StringIO()) as said:
        try:
            plain = UNSEAL.unseal(sealed, ring)
            return "opens " + hashlib.sha256(plain).hexdigest()
        except (InvalidTag, zlib.error):
            return "damaged"
        except SystemExit as e:
            return "no key" if e.code == 3 else "newer" if "newer" in said.getvalue() else "damaged"


ring = UNSEAL.keyring(Path(sys.argv[1]).read_bytes())
text = "\n".join(l for l in (HERE / "sealed.txt").read_text().split("\n") if l[:1] != "#")
bad = 0
for name, want, sealed in (case.split("\n") for case in text.strip().split("\n\n")):
    got = answer(bytes.fromhex(sealed), ring)
    if got != want:
        bad += print(f"{name}: {got}, want {want}") or 1
sys.exit(bad > 0)
