#!/bin/sh
# JSON and SARIF of check: valid, whatever a file is called.
. ./lib.sh

schema=${GS_SHARED:-/work/shared}/vectors/schemas/sarif-2.1.0-rtm.5.json
[ -r "$schema" ] ||
	schema=$T_TOP/../shared/vectors/schemas/sarif-2.1.0-rtm.5.json

start() {
	t_repo alpha
	git seal init -q
	git seal track -q '*.env' 2>/dev/null
	git add -A && git commit -qm one
	for name in a.env 'with blank%.env' "$(printf 'lat\351in"\n.env')"; do
		printf '100644 %s 0\t%s\0' \
		    "$(echo x | git hash-object -w --stdin)" "$name" |
			git update-index -z --index-info
	done
}

t_begin 'JSON'
t_need python3
start
t_status 1 git seal check --staged --json
python3 - "$T_ROOT/out" <<'END' || t_fail 'JSON is not as expected'
import json, sys
d = json.load(open(sys.argv[1]))
assert d["errors"] == len(d["findings"]) >= 1, d
one = [f for f in d["findings"] if f["path"] == "a.env"][0]
assert one["severity"] == "error" and one["rule"] == "plain", one
assert one["commit"] is None and one["hint"] == "git seal status --fix", one
END
git commit -qm two
t_status 1 git seal check --range HEAD~1.. --format json
t_stdout "\"commit\":\"$(git rev-parse HEAD)\""
t_end

t_begin 'SARIF'
t_need python3
start
t_status 1 git seal check --staged --format sarif
python3 - "$T_ROOT/out" <<'END' || t_fail 'SARIF is not as expected'
import json, sys
d = json.load(open(sys.argv[1]))
run, = d["runs"]
rules = run["tool"]["driver"]["rules"]
assert d["version"] == "2.1.0"
assert len({r["id"] for r in rules}) == len(rules)
uris = []
for r in run["results"]:
    assert rules[r["ruleIndex"]]["id"] == r["ruleId"]
    uris.append(r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])
assert "a.env" in uris and "with%20blank%25.env" in uris, uris
END
t_end

t_begin 'SARIF against its schema'
[ -r "$schema" ] || t_skip 'the SARIF schema is not on this machine'
valid() {
	if /usr/bin/python3 -c 'import jsonschema' 2>/dev/null; then
		/usr/bin/python3 -c 'import json, sys, jsonschema
jsonschema.validate(*[json.load(open(a)) for a in sys.argv[1:]])' \
		    "$1" "$schema"
	else
		t_peer check-jsonschema
		"$T_PEER" --regex-variant python --schemafile "$schema" "$1" >/dev/null
	fi
}
start
for how in --staged --all; do
	t_got=0
	git seal check $how --format sarif >found.sarif || t_got=$?
	valid found.sarif || t_fail "$how: not valid"
done
t_end
