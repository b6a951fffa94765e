#!/usr/bin/env python3
"""make-sealed.py: write sealed.txt, sealed files that must open and others that
must not, made without git-seal from docs/format.md (python3-cryptography, zlib).
Padding of 65,535 zeros and one more is left to the C tests: it would fill the file.
The bytes of the streams change with zlib's version; what they prove does not.
"""
import hashlib
import zlib

from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SECRET = bytes(range(64))


def derive(n, info):
    return HKDF(SHA256(), n, None, info).derive(SECRET)


KEY, ID = derive(64, b"git-seal v1 content"), derive(6, b"git-seal v1 id")


def seal(flags, body, version=1, gen=ID, magic=b"\0GITSEAL"):
    head = magic + bytes([version, flags]) + gen
    return head + AESSIV(KEY).encrypt(body, [head])


def stream(plain, level=6, wbits=15, dictionary=None):
    z = zlib.compressobj(level, zlib.DEFLATED, wbits, zdict=dictionary) if dictionary \
        else zlib.compressobj(level, zlib.DEFLATED, wbits)
    return z.compress(plain) + z.flush()


def length(n):
    return n.to_bytes(8, "big")


def z(plain, **how):
    return length(len(plain)) + stream(plain, **how)


def noise(n):
    return b"".join(hashlib.sha256(b"%d" % i).digest() for i in range(n // 32 + 1))[:n]


def flip(sealed, at, bit):
    return sealed[:at] + bytes([sealed[at] ^ bit]) + sealed[at + 1:]


WORDS = b"".join(b"%d bottles of beer on the wall\n" % n for n in range(99, 0, -1))
PLAIN = b"hello, world\n"
GOOD = seal(0, PLAIN)
THIN = z(WORDS)

OPENS = [
    ("plain", GOOD, PLAIN),
    ("one byte", seal(0, b"x"), b"x"),
    ("15 bytes", seal(0, noise(15)), noise(15)),
    ("16 bytes", seal(0, noise(16)), noise(16)),
    ("17 bytes", seal(0, noise(17)), noise(17)),
    ("a zero byte", seal(0, b"\0"), b"\0"),
    ("looks padded, is not", seal(0, b"x\x80\0\0"), b"x\x80\0\0"),
    ("looks sealed inside", seal(0, GOOD), GOOD),
    ("padded to 16", seal(4, PLAIN + b"\x80\0\0"), PLAIN),
    ("padded, all of the padding one byte", seal(4, noise(15) + b"\x80"), noise(15)),
    ("padded to 48: no power of two, a multiple of 16", seal(4, b"x\x80" + bytes(46)), b"x"),
    ("padded, plain ends in 80 and zeros", seal(4, b"a\x80\0\x80" + bytes(12)), b"a\x80\0"),
    ("compressed", seal(1, THIN), WORDS),
    ("compressed and padded", seal(5, THIN + b"\x80" + bytes(-(len(THIN) + 1) % 16)), WORDS),
    ("compressed, level 0, longer than plain", seal(1, z(WORDS, level=0)), WORDS),
    ("compressed, level 9", seal(1, z(WORDS, level=9)), WORDS),
    ("compressed, window of 512 bytes", seal(1, z(WORDS, wbits=9)), WORDS),
    ("compressed, one byte", seal(1, z(b"x")), b"x"),
    ("compressed, a million zeros", seal(1, z(bytes(10**6), level=9)), bytes(10**6)),
]

REFUSED = [
    ("damaged", "no magic", flip(GOOD, 0, 1)),
    ("damaged", "header only", GOOD[:32]),
    ("damaged", "magic only", GOOD[:8]),
    ("damaged", "cut by a byte", GOOD[:-1]),
    ("damaged", "a byte behind", GOOD + b"\0"),
    ("damaged", "SIV, first bit", flip(GOOD, 16, 128)),
    ("damaged", "SIV, last bit", flip(GOOD, 31, 1)),
    ("damaged", "body, first bit", flip(GOOD, 32, 128)),
    ("damaged", "body, last bit", flip(GOOD, len(GOOD) - 1, 1)),
    ("damaged", "flag changed to compressed", flip(GOOD, 9, 1)),
    ("damaged", "flag changed to padded", flip(GOOD, 9, 4)),
    ("damaged", "another key, this id", b"\0GITSEAL\1\0" + ID
     + AESSIV(bytes(64)).encrypt(PLAIN, [b"\0GITSEAL\1\0" + ID])),
    ("damaged", "no associated string", GOOD[:16] + AESSIV(KEY).encrypt(PLAIN, [])),
    ("damaged", "two associated strings",
     GOOD[:16] + AESSIV(KEY).encrypt(PLAIN, [GOOD[:8], GOOD[8:16]])),
    ("newer", "version 0", seal(0, PLAIN, version=0)),
    ("newer", "version 2", seal(0, PLAIN, version=2)),
    ("newer", "version 255", seal(0, PLAIN, version=255)),
    ("newer", "chunked", seal(2, PLAIN)),
    ("newer", "second string", seal(8, PLAIN)),
    ("newer", "flag 80", seal(128, PLAIN)),
    ("newer", "version 2, damaged too", flip(seal(0, PLAIN, version=2), 33, 1)),
    ("no key", "another id", seal(0, PLAIN, gen=bytes(6))),
    ("damaged", "padded, length 15", seal(4, b"x\x80" + bytes(13))),
    ("damaged", "padded, length 17", seal(4, b"x\x80" + bytes(15))),
    ("damaged", "padded, no mark", seal(4, noise(15) + b"x")),
    ("damaged", "padded, zeros only", seal(4, bytes(16))),
    ("damaged", "padded, nothing else", seal(4, b"\x80" + bytes(15))),
    ("damaged", "padded, mark 81", seal(4, b"x\x81" + bytes(14))),
    ("damaged", "compressed, no stream", seal(1, length(5))),
    ("damaged", "compressed, half a length", seal(1, length(5)[:7])),
    ("damaged", "compressed, length 0", seal(1, length(0) + stream(b""))),
    ("damaged", "compressed, length 0 of something", seal(1, length(0) + stream(PLAIN))),
    ("damaged", "compressed, length one more", seal(1, length(len(WORDS) + 1) + THIN[8:])),
    ("damaged", "compressed, length one less", seal(1, length(len(WORDS) - 1) + THIN[8:])),
    ("damaged", "compressed, length 2^64 - 1", seal(1, length(2**64 - 1) + THIN[8:])),
    ("damaged", "compressed, over 1,100 times the stream",
     seal(1, length(1100 * len(stream(PLAIN)) + 1) + stream(PLAIN))),
    ("damaged", "compressed, stream cut", seal(1, THIN[:-1])),
    ("damaged", "compressed, stream without its checksum", seal(1, THIN[:-4])),
    ("damaged", "compressed, wrong checksum", seal(1, flip(THIN, len(THIN) - 1, 1))),
    ("damaged", "compressed, a byte behind", seal(1, THIN + b"\0")),
    ("damaged", "compressed, a second stream", seal(1, THIN + stream(b""))),
    ("damaged", "compressed, raw deflate", seal(1, z(WORDS, wbits=-15))),
    ("damaged", "compressed, gzip", seal(1, z(WORDS, wbits=31))),
    ("damaged", "compressed, preset dictionary", seal(1, z(WORDS, dictionary=b"bottles of beer"))),
    ("damaged", "compressed, no length", seal(1, THIN[8:])),
    ("damaged", "padded inside the stream",
     seal(5, z(PLAIN + b"\x80\0\0"))),
]


def main():
    with open(__file__.replace("make-sealed.py", "sealed.txt"), "w") as out:
        out.write("""# Sealed files, all under the secret 00 01 02 ... 3f; made by make-sealed.py.
# name; then "opens" and the SHA-256 of the plain bytes, or "damaged", "newer" or
# "no key"; then the file in hex.
""")
        for name, sealed, plain in OPENS:
            out.write(f"{name}\nopens {hashlib.sha256(plain).hexdigest()}\n{sealed.hex()}\n\n")
        for why, name, sealed in REFUSED:
            out.write(f"{name}\n{why}\n{sealed.hex()}\n\n")


main()
