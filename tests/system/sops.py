#!/usr/bin/python3
"""sops.py FORMAT WHO...: KEY=VALUE lines on standard input as a SOPS file.

A writer of its own for the stories, so that they need neither SOPS nor our
code to have something to open.  FORMAT: env, json, yaml, binary (all of the
input).  WHO: an age recipient (wrapped by the program age), gpg:FINGERPRINT, or
kms (an entry that nobody here can open).  Flat documents, all values strings.
"""
import base64
import hashlib
import json
import os
import subprocess
import sys

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MODIFIED = "2026-01-02T03:04:05Z"


def run(argv, data):
    return subprocess.run(argv, input=data, check=True, stdout=subprocess.PIPE).stdout.decode()


def enc(key, text, aad):
    if text == "":
        return ""
    iv = os.urandom(32)
    out = AESGCM(key).encrypt(iv, text.encode(), aad.encode())
    b64 = [base64.b64encode(x).decode() for x in (out[:-16], iv, out[-16:])]
    return "ENC[AES256_GCM,data:%s,iv:%s,tag:%s,type:str]" % tuple(b64)


def wraps(key, who):
    meta = []
    for kind in ("age", "pgp", "kms"):
        for i, name in enumerate(w for w in who if kind_of(w) == kind):
            at = "%s__list_%d__map_" % (kind, i)
            if kind == "age":
                text = run(["age", "-a", "-r", name], key)
                meta += [(at + "enc", text), (at + "recipient", name)]
            elif kind == "pgp":
                text = run(["gpg", "-q", "--batch", "--trust-model", "always", "-a", "-e", "-r", name[4:]], key)
                meta += [(at + "created_at", MODIFIED), (at + "enc", text), (at + "fp", name[4:])]
            else:
                meta += [(at + "arn", "arn:aws:kms:x"), (at + "created_at", MODIFIED), (at + "enc", "AAAA")]
    return meta


def kind_of(name):
    return "kms" if name == "kms" else "pgp" if name.startswith("gpg:") else "age"


def tree(meta):
    out = {}
    for name, value in meta:
        at, parts = out, name.replace("__map_", ".").replace("__list_", ".").split(".")
        for part in parts[:-1]:
            at = at.setdefault(part, {})
        at[parts[-1]] = value
    return {k: list(v.values()) if isinstance(v, dict) else v for k, v in out.items()}


def main():
    form, who = sys.argv[1], sys.argv[2:]
    key = os.urandom(32)
    text = sys.stdin.read()
    pairs = [("data", text)] if form == "binary" else [x.split("=", 1) for x in text.splitlines()]
    mac = hashlib.sha512("".join(v for _, v in pairs).encode()).hexdigest().upper()
    meta = wraps(key, who) + [("lastmodified", MODIFIED), ("mac", enc(key, mac, MODIFIED)),
                              ("unencrypted_suffix", "_unencrypted"), ("version", "3.13.2")]
    sealed = [(k, v if k.endswith("_unencrypted") else enc(key, v, k + ":")) for k, v in pairs]
    if form == "env":
        for k, v in sealed + [("sops_" + k, v) for k, v in meta]:
            print("%s=%s" % (k, v.replace("\n", "\\n")))
    elif form == "yaml":
        # JSON is YAML, but the top must be block style.
        for k, v in sealed:
            print("%s: %s" % (k, json.dumps(v)))
        print("sops:")
        for k, v in tree(meta).items():
            print("    %s: %s" % (k, json.dumps(v)))
    else:
        print(json.dumps(dict(sealed, sops=tree(meta)), indent="\t"))


main()
