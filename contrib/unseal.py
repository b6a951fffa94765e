#!/usr/bin/env python3
"""unseal.py KEYFILE [FILE...]: open files that git-seal sealed, to stdout.

Written from docs/format.md alone: what is sealed today can be opened without
git-seal.  Needs python3-cryptography.  Exit code 3: no key; 4: damaged or newer.
"""
import re
import sys
import zlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

DIGITS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
TERMS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
COMMENT = r"#.*?((?<!#)(?=GIT-SEAL-KEY-1|git-seal-key-1)|$)"


def need(condition, code, what):
    if not condition:
        print("unseal:", what, file=sys.stderr)
        sys.exit(code)


def bech32(word):
    """Section 3.1: the 72 bytes of one key."""
    human, _, digits = word.lower().rpartition("1")
    need(word in (word.lower(), word.upper()) and human == "git-seal-key-"
         and set(digits) <= set(DIGITS) and len(digits) == 122, 3, "no key in the key file")
    groups, check = [DIGITS.index(d) for d in digits], 1
    for g in [ord(c) >> 5 for c in human] + [0] + [ord(c) & 31 for c in human] + groups:
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ g
        for i, term in enumerate(TERMS):
            check ^= term if top >> i & 1 else 0
    bits = "".join(f"{g:05b}" for g in groups[:-6])
    need(check == 1 and "1" not in bits[576:], 3, "a key with a wrong checksum")
    return int(bits[:576], 2).to_bytes(72, "big")


def keyring(text):
    """Section 3.2: from generation id to content key."""
    words = re.sub(COMMENT, " ", text.decode("utf-8-sig"), flags=re.M)
    secrets = [bech32(word)[8:] for word in re.split("[ \t\r\n]+", words) if word]
    derive = lambda secret, n, info: HKDF(SHA256(), n, None, info).derive(secret)
    return {derive(s, 6, b"git-seal v1 id"): derive(s, 64, b"git-seal v1 content")
            for s in secrets}


def unseal(sealed, keys):
    """Section 1: the plain bytes."""
    need(sealed[:8] == b"\0GITSEAL" and len(sealed) > 9, 4, "not a sealed file")
    flags = sealed[9]
    need(sealed[8] == 1 and flags & ~5 == 0, 4, "sealed by a newer git-seal")
    need(len(sealed) > 32, 4, "damaged: too short")
    need(sealed[10:16] in keys, 3, f"no key for generation {sealed[10:16].hex()}")
    body = AESSIV(keys[sealed[10:16]]).decrypt(sealed[16:], [sealed[:16]])
    if flags & 4:
        text = body.rstrip(b"\0")
        need(len(body) % 16 == 0 and len(body) - len(text) < 65536
             and text[-1:] == b"\x80", 4, "damaged padding")
        body = text[:-1]
    if flags & 1:
        n, stream = int.from_bytes(body[:8], "big"), zlib.decompressobj()
        need(0 < n <= 1100 * (len(body) - 8), 4, "damaged length")
        body = stream.decompress(body[8:], n + 1)
        need(stream.eof and not stream.unused_data and len(body) == n, 4, "damaged stream")
    need(body, 4, "damaged: empty")
    return body


if __name__ == "__main__":
    need(len(sys.argv) > 1, 2, __doc__.split("\n")[0])
    try:
        ring = keyring(open(sys.argv[1], "rb").read())
        for name in sys.argv[2:] or [0]:
            sys.stdout.buffer.write(unseal(open(name, "rb").read(), ring))
    except (InvalidTag, zlib.error, UnicodeDecodeError) as e:
        need(False, 4, f"damaged: {type(e).__name__}")
