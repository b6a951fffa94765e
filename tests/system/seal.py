#!/usr/bin/env python3
"""Seal standard input as another writer would: tests/system's second opinion.

seal.py KEYFILE [--level N] [--strategy N] [--plain] [--pad N]

Written from docs/format.md; any zlib parameters are allowed there.
"""
import argparse
import sys
import zlib

from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def payload(text):
    line = [w for w in text.split() if w.startswith("GIT-SEAL-KEY-1")][-1]
    words = [ALPHABET.index(c) for c in line[len("GIT-SEAL-KEY-1"):].lower()]
    bits = "".join(f"{w:05b}" for w in words[:-6])
    return bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits) - 7, 8))


def derive(secret, info, length):
    return HKDF(SHA256(), length, None, info.encode()).derive(secret)


def main():
    arg = argparse.ArgumentParser()
    arg.add_argument("keyfile")
    arg.add_argument("--level", type=int, default=6)
    arg.add_argument("--strategy", type=int, default=0)
    arg.add_argument("--plain", action="store_true")
    arg.add_argument("--pad", type=int, default=0)
    a = arg.parse_args()
    with open(a.keyfile, encoding="ascii") as f:
        secret = payload(f.read())[8:]
    body = plain = sys.stdin.buffer.read()
    flags = 0
    if not a.plain:
        z = zlib.compressobj(a.level, zlib.DEFLATED, 15, 8, a.strategy)
        body = len(plain).to_bytes(8, "big") + z.compress(plain) + z.flush()
        flags |= 1
    if a.pad:
        flags |= 4
        body += b"\x80"
        body += bytes(-len(body) % a.pad)
    header = b"\0GITSEAL" + bytes([1, flags])
    header += derive(secret, "git-seal v1 id", 6)
    key = derive(secret, "git-seal v1 content", 64)
    sys.stdout.buffer.write(header + AESSIV(key).encrypt(body, [header]))


main()
