#!/usr/bin/env python3
"""check-deflate.py FILE...: whether docs/format.md, section 1.5, says enough to
write the very stream that git-seal writes.  Each FILE is plain bytes, FILE.z what
gs_deflate made of them.  Slow, and written from the document alone."""
import sys
import zlib

TOKENS = 16384


def tokens(p):
    """Lists of (byte,) or (length, distance), one list a block; and their ends."""
    n, i, run, block = len(p), 0, 0, []
    bits = next(b for b in range(8, 15) if 2**b >= n or b == 14)
    slots = [[0, 0] for _ in range(2**bits)]

    def enter(i):
        h = int.from_bytes(p[i:i + 4], "little") * 2654435761 % 2**32
        slot = slots[h >> (32 - bits)]
        seen = list(slot)
        slot[1], slot[0] = slot[0], i % 65536
        return seen

    def offer(s):
        d = (i - s) % 65536
        if not 1 <= d <= 32767 or d > i or p[i - d:i - d + 4] != p[i:i + 4]:
            return 0, 0
        most, k = min(258, n - i), 4
        while k < most and p[i - d + k] == p[i + k]:
            k += 1
        return k, d

    while i < n:
        if i > n - 8:
            block.append((p[i],))
            i += 1
        else:
            first, second = map(offer, enter(i))
            if first[0] < 64 and second[0] > first[0]:
                first = second
            if first[0]:
                block.append(first)
                for k in range(i + 1, min(i + first[0], n - 7)):
                    enter(k)
                i, run = i + first[0], 0
            else:
                step = 1 + run // 256
                run += step
                for _ in range(min(step, n - 7 - i, TOKENS - len(block))):
                    block.append((p[i],))
                    i += 1
        if len(block) == TOKENS:
            yield block, i
            block, run = [], 0
    if block or n == 0:
        yield block, i


def lengths(frequency, most):
    used = sorted((f, s) for s, f in enumerate(frequency) if f)
    absent = [(0, s) for s, f in enumerate(frequency) if not f]
    while len(used) < 2:
        used = sorted(used + [absent.pop(0)])
    # A node: weight, whether it was joined, when; and the depths below it.
    nodes = [(f, 0, k, [0]) for k, (f, _) in enumerate(used)]
    joined = 0
    while len(nodes) > 1:
        nodes.sort(key=lambda x: x[:3])
        a, b, *nodes = nodes
        joined += 1
        nodes.append((a[0] + b[0], 1, joined, [d + 1 for d in a[3] + b[3]]))
    count = [0] * (most + 1)
    for d in nodes[0][3]:
        count[min(d, most)] += 1
    while sum(c << (most - k) for k, c in enumerate(count) if k) > 1 << most:
        k = max(k for k in range(1, most) if count[k])
        count[most] -= 1
        count[k] -= 1
        count[k + 1] += 2
    row = [0] * len(frequency)
    order = [k for k in range(most, 0, -1) for _ in range(count[k])]
    for (_, s), k in zip(used, order):
        row[s] = k
    return row


def codes(row):
    """RFC 1951, section 3.2.2, as strings of bits in the order of writing."""
    out, code = {}, 0
    for k in range(1, 16):
        for s, length in enumerate(row):
            if length == k:
                out[s] = f"{code:0{k}b}"
                code += 1
        code <<= 1
    return out


def number(v, bits):
    return f"{v:0{bits}b}"[::-1] if bits else ""


def spell(block):
    """Symbols: (alphabet, symbol, extra bits)."""
    for t in block:
        if len(t) == 1:
            yield 0, t[0], ""
            continue
        v, extra = t[0] - 3, 0
        if t[0] == 258:
            yield 0, 285, ""
        else:
            extra = max(v.bit_length() - 3, 0)
            yield 0, 257 + 4 * extra + (v >> extra), number(v % 2**extra, extra)
        v, extra = t[1] - 1, max((t[1] - 1).bit_length() - 2, 0)
        yield 1, 2 * extra + (v >> extra), number(v % 2**extra, extra)
    yield 0, 256, ""


def told(row):
    i = 0
    while i < len(row):
        run = 1
        while i + run < len(row) and row[i + run] == row[i]:
            run += 1
        v, i = row[i], i + run
        if v:
            yield v, ""
            run -= 1
        while run >= 3:
            s, least, most, bits = (16, 3, 6, 2) if v else \
                (17, 3, 10, 3) if run < 11 else (18, 11, 138, 7)
            part = min(run, most)
            yield s, number(part - least, bits)
            run -= part
        for _ in range(run):
            yield v, ""


def write(symbols, rows):
    tables = [codes(row) for row in rows]
    return "".join(tables[a][s] + extra for a, s, extra in symbols)


def dynamic(symbols):
    rows = []
    for a, size in ((0, 286), (1, 30)):
        f = [0] * size
        for s in [s for alphabet, s, _ in symbols if alphabet == a]:
            f[s] += 1
        rows.append(lengths(f, 15))
    cut = [row[:max(s for s, k in enumerate(row) if k) + 1] for row in rows]
    said = list(told(cut[0] + cut[1]))
    f = [0] * 19
    for s, _ in said:
        f[s] += 1
    row, table = lengths(f, 7), codes(lengths(f, 7))
    order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    while len(order) > 4 and row[order[-1]] == 0:
        order.pop()
    head = number(len(cut[0]) - 257, 5) + number(len(cut[1]) - 1, 5) + number(len(order) - 4, 4)
    head += "".join(number(row[s], 3) for s in order)
    head += "".join(table[s] + extra for s, extra in said)
    return head + write(symbols, rows)


def deflate(p):
    bits, begin = "", 0
    for block, end in tokens(p):
        last = number(end == len(p), 1)
        symbols = list(spell(block))
        fixed = write(symbols, [[8] * 144 + [9] * 112 + [7] * 24 + [8] * 8, [5] * 30])
        best = min(fixed, dynamic(symbols), key=len)
        kind = number(1 if best is fixed else 2, 2)
        plain, stored = p[begin:end], ""
        pieces = [plain[k:k + 65535] for k in range(0, len(plain), 65535)] or [b""]
        for piece in pieces:
            final = last if piece is pieces[-1] else "0"
            stored += final + "00"
            stored += "0" * (-(len(bits) + len(stored)) % 8)
            stored += number(len(piece), 16) + number(65535 - len(piece), 16)
            stored += "".join(number(c, 8) for c in piece)
        bits += stored if len(stored) <= 3 + len(best) else last + kind + best
        begin = end
    bits += "0" * (-len(bits) % 8)
    body = bytes(int(bits[k:k + 8][::-1], 2) for k in range(0, len(bits), 8))
    return b"\x78\x01" + body + zlib.adler32(p).to_bytes(4, "big")


bad = 0
for name in sys.argv[1:]:
    p, z = open(name, "rb").read(), open(name + ".z", "rb").read()
    if deflate(p) != z:
        print(f"{name}: not what the document says ({len(deflate(p))} bytes, {len(z)})")
        bad = 1
sys.exit(bad)
