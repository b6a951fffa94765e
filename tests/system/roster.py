#!/usr/bin/env python3
"""Write files of .git-seal/ as another writer would, honest or not.

    roster.py key [--created N]                   a new keyring line
    roster.py retime KEY N                        its secret, N seconds later
    roster.py split KEYRING FOLDER                one file a generation, by id
    roster.py id KEY | fingerprint KEY            of the one line in KEY
    roster.py generation KEY [--parent KEY]... [--pretend ID]... [--closing]
              [--revoked ID:NAME]... [--member FILE]... [--must] [--by NAME]
    roster.py member KEY NAME RECIPIENT [--forge] [--until DATE]
    roster.py wrap KEY RECIPIENT [--as ID]        (by git-seal wrap)

Files go to .git-seal/KEYRING/ below the current folder (--ring, --to), and
their paths to standard output.  --pretend names a parent without its secret;
--forge makes a tag without one.  Written from docs/format.md.
"""
import argparse
import hashlib
import importlib.machinery
import importlib.util
import os
import secrets
import subprocess
import time

HERE = os.path.dirname(os.path.abspath(__file__))
LOADER = importlib.machinery.SourceFileLoader(
    'roster', os.path.join(HERE, '../../contrib/check-roster.py'))
roster = importlib.util.module_from_spec(
    importlib.util.spec_from_loader('roster', LOADER))
LOADER.exec_module(roster)

DIGITS = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'


def polymod(values):
    check = 1
    for v in values:
        top = check >> 25
        check = (check & 0x1ffffff) << 5 ^ v
        for i, g in enumerate((0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd,
                               0x2a1462b3)):
            check ^= g if top >> i & 1 else 0
    return check


def bech32(human, data):
    bits = ''.join(f'{b:08b}' for b in data)
    bits += '0' * (-len(bits) % 5)
    words = [int(bits[i:i + 5], 2) for i in range(0, len(bits), 5)]
    head = [ord(c) >> 5 for c in human] + [0] + [ord(c) & 31 for c in human]
    check = polymod(head + words + [0] * 6) ^ 1
    words += [check >> 5 * (5 - i) & 31 for i in range(6)]
    return (human + '1' + ''.join(DIGITS[w] for w in words)).upper()


def text_of(path):
    with open(path, encoding='ascii') as f:
        return f.read()


class Key:
    """The one generation whose line stands in a file."""

    def __init__(self, path):
        gens = roster.read_keyring(text_of(path))
        [(self.id, gen)] = gens.items()
        self.__dict__.update(gen)
        self.line = [w for w in text_of(path).split()
                     if w.upper().startswith('GIT-SEAL-KEY-1')][-1]


def write(a, folder, name, data):
    path = os.path.join(a.to, '.git-seal', a.ring, folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'wb') as f:
        f.write(data)
    print(path)


def as_text(kind, fields):
    return ''.join([f'[{kind}]\n'] + [f'\t{k} = {v}\n' for k, v in fields]).encode()


def key(a):
    created = a.created if a.created is not None else int(time.time())
    payload = created.to_bytes(8, 'big') + secrets.token_bytes(64)
    print(bech32('git-seal-key-', payload))


def retime(a):
    [line] = [w for w in text_of(a.key).split() if w.upper().startswith('GIT-SEAL-KEY-1')]
    data = roster.bech32(line)[1]
    created = int.from_bytes(data[:8], 'big') + a.seconds
    print(bech32('git-seal-key-', created.to_bytes(8, 'big') + data[8:]))


def split(a):
    os.makedirs(a.folder, exist_ok=True)
    for word in text_of(a.keyring).split():
        if word.upper().startswith('GIT-SEAL-KEY-1'):
            [name] = roster.read_keyring(word)
            with open(os.path.join(a.folder, name), 'w', encoding='ascii') as f:
                f.write(word + '\n')


def generation(a):
    mine, parents = Key(a.key), [Key(p) for p in a.parent]
    fields = [('version', '1'), ('id', mine.id), ('fingerprint', mine.fingerprint),
              ('created', str(mine.created)), ('by', a.by)]
    fields += [('parent', p.id) for p in parents]
    fields += [('parent', p) for p in a.pretend]
    if a.closing:
        fields.append(('closing', 'yes'))
    for path in a.member:
        with open(path, 'rb') as f:
            member = roster.parse('member', f.read())
        name = os.path.basename(path)
        fields.append(('member', name + ' ' + roster.tag(
            mine.roster, 'member', a.ring, name, member)))
    fields += [('revoked', r.replace(':', ' ', 1)) for r in a.revoked]
    if a.must:
        fields.append(('mustread', '1'))
    tags = [('parenttag', f'{p.id} ' + roster.tag(
        p.roster, 'generation', a.ring, mine.id, fields)) for p in parents]
    tags += [('parenttag', f'{p} ' + secrets.token_hex(32)) for p in a.pretend]
    own = ('tag', roster.tag(mine.roster, 'generation', a.ring, mine.id, fields))
    rest = [f for f in fields if f[0] == 'mustread']
    fields = [f for f in fields if f[0] != 'mustread'] + tags + [own] + rest
    write(a, 'generations', mine.id, as_text('generation', fields))


def member(a):
    mine = Key(a.key)
    fields = [('version', '1'), ('name', a.name), ('recipient', a.recipient)]
    if a.until:
        fields.append(('until', a.until))
    name = roster.recipient_id(a.recipient)
    tag = secrets.token_hex(32) if a.forge else roster.tag(
        mine.roster, 'member', a.ring, name, fields)
    fields.append(('tag', f'{mine.id} {tag}'))
    write(a, 'members', name, as_text('member', fields))


def wrap(a):
    mine = Key(a.key)
    data = subprocess.run(['git-seal', 'wrap', '-a', '-r', a.recipient], check=True,
                          input=(mine.line + '\n').encode(),
                          stdout=subprocess.PIPE).stdout
    name = f'{roster.recipient_id(a.recipient)}-{hashlib.sha256(data).hexdigest()[:8]}.age'
    write(a, f'wraps/{a.gen or mine.id}', name, data)


def main():
    top = argparse.ArgumentParser()
    top.add_argument('--ring', default='default')
    top.add_argument('--to', default='.')
    sub = top.add_subparsers(required=True)

    def command(function, *words, name=None):
        p = sub.add_parser(name or function.__name__)
        p.set_defaults(run=function)
        for word in words:
            p.add_argument(word)
        return p
    command(key).add_argument('--created', type=int)
    command(retime, 'key').add_argument('seconds', type=int)
    command(split, 'keyring', 'folder')
    command(lambda a: print(Key(a.key).id), 'key', name='id')
    command(lambda a: print(Key(a.key).fingerprint), 'key', name='fingerprint')
    p = command(generation, 'key')
    for many in 'parent', 'pretend', 'revoked', 'member':
        p.add_argument('--' + many, action='append', default=[])
    for flag in 'closing', 'must':
        p.add_argument('--' + flag, action='store_true')
    p.add_argument('--by', default='Mallory')
    p = command(member, 'key', 'name', 'recipient')
    p.add_argument('--forge', action='store_true')
    p.add_argument('--until')
    p = command(wrap, 'key', 'recipient')
    p.add_argument('--as', dest='gen')
    a = top.parse_args()
    a.run(a)


main()
