#!/usr/bin/env python3
"""Check a whole .git-seal/ folder, with a keyring or without.

    check-roster.py [KEYFILE [FOLDER]]      default: no keys, .git-seal

An independent reading of docs/format.md, section 4, with nothing but Python's
standard library: syntax, names, IDs, fingerprints, tags, parenttags and member
lines.  Prints one line a file or finding; exit 1 if there is a finding.
What no key was given for is said to be unproven, and is no finding.
"""
import base64
import hashlib
import hmac
import os
import re
import struct
import sys

HEX = '[0-9a-f]{%d}'
GENERATION, ID, TAG = HEX % 12, HEX % 16, HEX % 64
NUMBER = '0|[1-9][0-9]{0,19}'
KEYRING = '[A-Za-z0-9][A-Za-z0-9_-]{0,63}'
# key, required, may repeat, value
FORMS = {
    'generation': [
        ('version', True, False, NUMBER), ('id', True, False, GENERATION),
        ('fingerprint', True, False, TAG), ('created', True, False, NUMBER),
        ('by', True, False, '.+'), ('reason', False, False, '.+'),
        ('parent', False, True, GENERATION), ('closing', False, False, 'yes'),
        ('member', False, True, f'{ID} {TAG}'),
        ('revoked', False, True, f'{ID} [^ ].*'),
        ('parenttag', False, True, f'{GENERATION} {TAG}'),
        ('tag', True, False, TAG),
        ('signer', False, False, '.+'), ('signature', False, False, '.+')],
    'member': [
        ('version', True, False, NUMBER), ('name', True, False, '.+'),
        ('recipient', True, False, '.+'),
        ('until', False, False, '[0-9]{4}-[0-9]{2}-[0-9]{2}'),
        ('note', False, False, '.+'), ('tag', True, False, f'{GENERATION} {TAG}'),
        ('signer', False, False, '.+'), ('signature', False, False, '.+')],
}
UNTAGGED = ('tag', 'parenttag', 'signer', 'signature')
FORBIDDEN = re.compile('["\\\\#;\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069'
                       '\ufeff\ufffe\uffff]')
MEMBERS_MAX, GENERATIONS_MAX = 10000, 4096
SIZES = {'generations': 2 << 20}
SIZE = 64 << 10


class Damage(Exception):
    pass


class Newer(Exception):
    pass


def need(condition, what):
    if not condition:
        raise Damage(what)


# Bytes

def bech32(text):
    """The human part and the bytes."""
    digits = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'
    need(text in (text.lower(), text.upper()), 'mixed case')
    human, _, rest = text.lower().rpartition('1')
    need(human and len(rest) >= 6 and all(c in digits for c in rest), 'no bech32')
    data = [digits.index(c) for c in rest]
    check = 1
    for v in [ord(c) >> 5 for c in human] + [0] + [ord(c) & 31 for c in human] + data:
        top = check >> 25
        check = (check & 0x1ffffff) << 5 ^ v
        for i, g in enumerate((0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd,
                               0x2a1462b3)):
            check ^= g if top >> i & 1 else 0
    need(check == 1, 'wrong checksum')
    bits = ''.join(f'{v:05b}' for v in data[:-6])
    whole = len(bits) // 8 * 8
    need(len(bits) - whole < 5 and '1' not in bits[whole:], 'wrong padding')
    return human, bytes(int(bits[i:i + 8], 2) for i in range(0, whole, 8))


def hkdf(secret, info, length):
    prk = hmac.digest(bytes(32), secret, 'sha256')
    out = block = b''
    while len(out) < length:
        block = hmac.digest(prk, block + info + bytes([len(out) // 32 + 1]), 'sha256')
        out += block
    return out[:length]


def read_keyring(text):
    """{id: {fingerprint, created, roster}} of a keyring's text."""
    gens = {}
    text = text.removeprefix('\ufeff')
    text = re.sub(r'#(?:(?!(?<!#)git-seal-key-1)[^\n])*', ' ', text, flags=re.I)
    for word in text.split():
        human, payload = bech32(word)
        need(human == 'git-seal-key-' and len(payload) == 72, 'not a key')
        secret = payload[8:]
        gen = {'created': int.from_bytes(payload[:8], 'big'),
               'fingerprint': hkdf(payload, b'git-seal v1 fingerprint', 32).hex(),
               'roster': hkdf(secret, b'git-seal v1 roster', 32)}
        name = hkdf(secret, b'git-seal v1 id', 6).hex()
        need(gens.setdefault(name, gen) == gen, 'two generations with one id')
    return gens


# Files

def value_ok(value):
    return value != '' and not FORBIDDEN.search(value) and value == value.strip(' ')


def parse(kind, data):
    """The fields as a list of (key, value); whether a must key is there."""
    lines = data.split(b'\n')
    need(lines.pop() == b'', 'no line end at the end')
    lines = [line[:-1] if line.endswith(b'\r') else line for line in lines]
    need(lines[:1] == [f'[{kind}]'.encode()], f'not [{kind}]')
    fields = []
    for line in lines[1:]:
        try:
            found = re.fullmatch('\t([a-z]+) = (.+)', line.decode(), re.S)
        except UnicodeDecodeError:
            raise Damage('not UTF-8') from None
        need(found and value_ok(found[2]), f'not a line: {line[:40]!r}')
        fields.append((found[1], found[2]))
        if len(fields) == 1:
            need(fields[0][0] == 'version' and
                 re.fullmatch(NUMBER, found[2]) and 0 < int(found[2]) < 1 << 64,
                 'no version')
            if int(found[2]) > 1:
                raise Newer(f'version {found[2]}')
    check_order(FORMS[kind], fields)
    return fields


def check_order(form, fields):
    names = [key for key, *_ in form]
    places = [names.index(k) if k in names else len(names) for k, _ in fields]
    need(places == sorted(places), 'fields are out of order')
    keys = [k for k, _ in fields]
    for name, required, many, pattern in form:
        need(not required or name in keys, f'no {name}')
        need(many or keys.count(name) <= 1, f'{name} twice')
        for value in (v for k, v in fields if k == name):
            need(re.fullmatch(pattern, value), f'{name} = {value}')
    unknown = [k for k in keys if k not in names]
    need(len(set(unknown)) == len(unknown), 'an unknown key twice')


def values(fields, key):
    return [v for k, v in fields if k == key]


def one(fields, key):
    return (values(fields, key) or [None])[0]


def pairs(fields, key):
    found = [v.split(' ', 1) for v in values(fields, key)]
    need(len({p[0] for p in found}) == len(found), f'an ID of {key} twice')
    return dict(found)


def tag(roster, kind, keyring, name, fields):
    def s(x):
        x = x.encode()
        return struct.pack('>I', len(x)) + x
    text = s('git-seal v1 tag') + s(kind) + s(keyring) + s(name)
    for key, value in fields:
        if key not in UNTAGGED:
            text += s(key) + s(value)
    return hmac.new(roster, text, hashlib.sha256).hexdigest()


def ssh_fields(blob):
    out = []
    while blob:
        need(len(blob) >= 4, 'a cut key')
        n = int.from_bytes(blob[:4], 'big')
        need(len(blob) >= 4 + n, 'a cut key')
        out.append(blob[4:4 + n])
        blob = blob[4 + n:]
    return out


def check_recipient(text):
    word, _, rest = text.partition(' ')
    if text.startswith('gpg:'):
        need(re.fullmatch('gpg:([0-9A-F]{40}|[0-9A-F]{64})', text), 'no fingerprint')
    elif text.startswith('age1'):
        human, data = bech32(text)
        need(human == 'age' and len(data) == 32 and text.islower(), 'no age recipient')
    elif word in ('ssh-ed25519', 'ssh-rsa'):
        try:
            blob = base64.b64decode(rest, validate=True)
        except ValueError:
            raise Damage('no base64') from None
        need(base64.b64encode(blob).decode() == rest, 'not canonical base64')
        parts = ssh_fields(blob)
        need(parts and parts[0] == word.encode(), 'another kind of key')
        if word == 'ssh-ed25519':
            need(len(parts) == 2 and len(parts[1]) == 32, 'no ed25519 key')
        else:
            need(len(parts) == 3 and all(
                re.match(b'[\x01-\x7f]|\0[\x80-\xff]', p, re.S) for p in parts[1:]) and
                2048 <= int.from_bytes(parts[2], 'big').bit_length() <= 16384,
                'no RSA key of 2048 to 16384 bits')
    else:
        raise Damage('unknown kind of recipient')


def recipient_id(text):
    return hashlib.sha256(b'git-seal v1 recipient\0' + text.encode()).hexdigest()[:16]


def check_date(text):
    year, month, day = map(int, text.split('-'))
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    days = (31, 28 + leap, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    need(year >= 1970 and 1 <= month <= 12 and 1 <= day <= days[month - 1], 'no such day')


# The folder

class Checker:
    def __init__(self, folder, gens):
        self.folder, self.gens, self.findings = folder, gens, 0

    def say(self, path, what):
        print(f'ok: {path}: {what}')

    def note(self, path, what):
        print(f'unproven: {path}: {what}')

    def finding(self, path, what):
        print(f'finding: {path}: {what}')
        self.findings += 1

    def names(self, *parts):
        folder = os.path.join(self.folder, *parts)
        return sorted(os.listdir(folder)) if os.path.isdir(folder) else []

    def read(self, *parts):
        """The bytes of a file, or None after a finding."""
        path, where = os.path.join(self.folder, *parts), '/'.join(parts)
        if os.path.islink(path) or not os.path.isfile(path) or \
                os.stat(path).st_mode & 0o100:
            return self.finding(where, 'not a plain file')
        if os.path.getsize(path) > SIZES.get(parts[1], SIZE):
            return self.finding(where, 'too big')
        with open(path, 'rb') as f:
            return f.read()

    def load(self, keyring, folder, kind, pattern, limit):
        """{name: fields} of all files that are well-formed."""
        out = {}
        names = self.names(keyring, folder)
        if len(names) > limit:
            self.finding(f'{keyring}/{folder}', f'more than {limit} files')
        for name in names:
            path = f'{keyring}/{folder}/{name}'
            if not re.fullmatch(pattern, name):
                self.finding(path, 'not a name that belongs here')
                continue
            data = self.read(keyring, folder, name)
            try:
                if data is not None:
                    out[name] = self.check(kind, name, parse(kind, data))
            except Newer as e:
                self.finding(path, f'written by a newer git-seal ({e})')
            except Damage as e:
                self.finding(path, f'damaged: {e}')
        return out

    @staticmethod
    def check(kind, name, fields):
        """What holds within one file, and needs no key."""
        if kind == 'member':
            check_recipient(one(fields, 'recipient'))
            need(recipient_id(one(fields, 'recipient')) == name, 'the name is not its ID')
            if one(fields, 'until'):
                check_date(one(fields, 'until'))
            return fields
        parents = values(fields, 'parent')
        need(one(fields, 'id') == name, 'the name is not its id')
        need(int(one(fields, 'created')) < 1 << 64, 'created is over 64 bits')
        need(len(set(parents)) == len(parents) and name not in parents, 'a wrong parent')
        need(sorted(parents) == sorted(pairs(fields, 'parenttag')) and
             len(values(fields, 'parenttag')) == len(parents),
             'not one parenttag for each parent')
        for key in 'member', 'revoked':
            need(len(pairs(fields, key)) <= MEMBERS_MAX, f'too many {key} lines')
        for who in pairs(fields, 'revoked').values():
            need(value_ok(who), 'no name')
        return fields

    def must(self, path, fields, kind):
        known = [key for key, *_ in FORMS[kind]]
        for key, _ in fields:
            if key.startswith('must') and key not in known:
                self.finding(path, f'written by a newer git-seal ({key})')

    def generation(self, keyring, name, fields):
        path, gen = f'{keyring}/generations/{name}', self.gens.get(name)
        bad, edges = [], 0
        if gen:
            if one(fields, 'fingerprint') != gen['fingerprint']:
                bad.append('fingerprint')
            if int(one(fields, 'created')) != gen['created']:
                bad.append('created')
            if one(fields, 'tag') != tag(gen['roster'], 'generation', keyring, name, fields):
                bad.append('tag')
        for parent, value in pairs(fields, 'parenttag').items():
            if parent not in self.gens:
                continue
            roster = self.gens[parent]['roster']
            if value == tag(roster, 'generation', keyring, name, fields):
                edges += 1
            else:
                bad.append(f'parenttag {parent}')
        parents = len(values(fields, 'parent'))
        if bad:
            self.finding(path, 'forged: ' + ', '.join(bad))
        elif gen:
            self.say(path, f'tag verified, {edges} of {parents} edges')
        elif edges:
            self.note(path, f'no key for it; {edges} of {parents} edges verified')
        else:
            self.note(path, 'no key for it or its parents')
        self.must(path, fields, 'generation')

    def shape(self, keyring, generations):
        """Roots and loose ends: findings without any key."""
        path = f'{keyring}/generations'
        roots = [n for n, f in generations.items() if not values(f, 'parent')]
        named = {p for f in generations.values() for p in values(f, 'parent')}
        loose = sorted(set(generations) - named)
        if len(roots) > 1:
            self.finding(path, 'several roots: ' + ' '.join(sorted(roots)))
        if len(loose) > 1:
            self.finding(path, 'no other names as parent: ' + ' '.join(loose))
        for gone in sorted(named - set(generations)):
            self.finding(path, f'{gone} is named as parent and has no file')
        return loose[0] if len(loose) == 1 else None

    def open_under(self, generations, tip):
        """What the tip leaves open, by what the files say."""
        at, steps = tip, set()
        while at not in steps:
            steps.add(at)
            fields = generations[at]
            parents = [p for p in values(fields, 'parent') if p in generations]
            if values(fields, 'revoked') or values(fields, 'closing') or \
                    len(values(fields, 'parent')) != 1 or not parents:
                break
            at = parents[0]
        found, more = {at}, True
        while more:
            more = {n for n, f in generations.items()
                    if n not in found and found & set(values(f, 'parent'))}
            found |= more
        return found

    def member(self, keyring, name, fields, tip, lines, still):
        path = f'{keyring}/members/{name}'
        under, own = one(fields, 'tag').split(' ')
        self.must(path, fields, 'member')

        def fits(generation, value):
            roster = self.gens[generation]['roster']
            return value == tag(roster, 'member', keyring, name, fields)

        if name in lines and tip not in self.gens:
            return self.note(path, f'listed by {tip}, for which there is no key')
        if name in lines and fits(tip, lines[name]):
            return self.say(path, f'listed by {tip}')
        if under not in self.gens:
            return self.note(path, f'no key for {under}')
        if not fits(under, own):
            return self.finding(path, f'forged: tag under {under}')
        if under in still:
            return self.say(path, f'tag under {under} verified')
        return self.finding(path, f'unproven: {under} is closed, or nothing leads to it')

    def wraps(self, keyring, generations, members):
        for generation in self.names(keyring, 'wraps'):
            folder = f'{keyring}/wraps/{generation}'
            if generation not in generations:
                self.finding(folder, 'no generation file')
            for name in self.names(keyring, 'wraps', generation):
                self.blob(keyring, ('wraps', generation), name,
                          f'({ID})-({HEX % 8})[.](age|gpg)', members)

    def identities(self, keyring, members):
        for name in self.names(keyring, 'identities'):
            self.blob(keyring, ('identities',), name,
                      f'({ID})(?:-({HEX % 8}))?[.](age|asc)', members)

    def blob(self, keyring, folder, name, pattern, members):
        path = '/'.join((keyring,) + folder + (name,))
        found = re.fullmatch(pattern, name)
        if not found:
            return self.finding(path, 'not a name that belongs here')
        data = self.read(keyring, *folder, name)
        if data is None:
            return None
        if found[2] and hashlib.sha256(data).hexdigest()[:8] != found[2]:
            return self.finding(path, 'is not the file that its name says')
        first = b'-----BEGIN AGE ENCRYPTED FILE-----' if found[3] == 'age' else \
            b'-----BEGIN PGP '
        if not data.startswith(first):
            return self.finding(path, 'not armored as it should be')
        if found[1] not in members:
            return self.note(path, 'no member file with this ID')
        return self.say(path, 'well-formed')

    def keyring(self, keyring):
        if not re.fullmatch(KEYRING, keyring):
            return self.finding(keyring, 'not a name of a keyring')
        generations = self.load(keyring, 'generations', 'generation', GENERATION,
                                GENERATIONS_MAX)
        members = self.load(keyring, 'members', 'member', ID, MEMBERS_MAX)
        for name, fields in generations.items():
            self.generation(keyring, name, fields)
        tip = self.shape(keyring, generations)
        lines = pairs(generations[tip], 'member') if tip else {}
        still = self.open_under(generations, tip) if tip else set()
        for name, fields in members.items():
            self.member(keyring, name, fields, tip, lines, still)
        present = self.names(keyring, 'members')
        for gone in sorted(set(lines) - set(present)):
            self.finding(f'{keyring}/members/{gone}', 'removed without a rotation')
        self.wraps(keyring, generations, present)
        self.identities(keyring, present)
        return None


def main(args):
    if len(args) > 2 or '-h' in args or '--help' in args:
        print(__doc__)
        return 2
    gens = {}
    if args:
        with (sys.stdin if args[0] == '-' else open(args[0], encoding='utf-8')) as f:
            try:
                gens = read_keyring(f.read())
            except Damage as e:
                print(f'{args[0]}: {e}', file=sys.stderr)
                return 2
    folder = args[1] if len(args) == 2 else '.git-seal'
    if not os.path.isdir(folder):
        print(f'{folder}: no such folder', file=sys.stderr)
        return 2
    checker = Checker(folder, gens)
    for keyring in sorted(os.listdir(folder)):
        checker.keyring(keyring)
    return 1 if checker.findings else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
