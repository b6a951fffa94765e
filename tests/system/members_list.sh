#!/bin/sh
# members: who may open, as text and JSON; what is wrong; unproven files and
# their confirmation; the history of grants, rotations and revocations.
. ./lib.sh
. ./team.inc

json() { # a Python expression over the answer d
	python3 -c 'import json, sys
d = json.load(open(sys.argv[1]))
print(eval(sys.argv[2]))' "$T_ROOT/out" "$1"
}

t_begin 'who, since when, by whom, until when, what opens'
team_start alice
t_ok git seal rotate --commit
new=$(team_seals a.env)
git config user.name 'Bea Granter'
t_ok git seal grant bob "$(team_who bob)" --until 2999-01-31 --note 'on loan' \
    --from-now --commit
t_ok git seal members
t_stdout "keyring 'default', generation $new"
t_stdout "fingerprint $(team_fingerprint "$new" | sed 's/..../& /g; s/ $//')"
day=$(date -u +%Y-%m-%d)
t_stdout "opens 2 of 2, since $day by Ada Tester"
t_stdout "opens 1 of 2, since $day by Bea Granter, until 2999-01-31, on loan"
t_stdout 'whoever holds an exported key file is not listed here'
t_no_stdout "$(team_who bob)"
t_stderr_is ''
t_ok git seal members -v bob
t_stdout "$(team_who bob)"
t_stdout "opens $new"
t_no_stdout "$(team_who alice)"
t_status 2 git seal members nobody
t_stderr "nobody in keyring 'default' is called 'nobody'"
t_ok git seal members --json
t_equal "$new" "$(json 'd["generation"]')"
t_equal "['alice', 'bob']" "$(json '[m["name"] for m in d["members"]]')"
t_equal "['counts', 'counts']" "$(json '[m["state"] for m in d["members"]]')"
t_equal "['$new']" "$(json 'd["members"][1]["opens"]')"
t_equal "Bea Granter" "$(json 'd["members"][1]["by"]')"
t_equal "$(git rev-parse HEAD)" "$(json 'd["members"][1]["commit"]')"
t_ok git seal grant carol "$(team_who carol)"
t_ok git seal members carol
t_stdout 'not committed yet'
git commit -qm carol
git push -q
# From a subfolder, a bare repository, and a clone without the key.
mkdir -p sub
cd sub
t_ok git seal members bob
cd "$T_DIR/hub.git"
t_ok git seal members
t_stdout bob
git clone -q "$T_DIR/hub.git" "$T_DIR/stranger"
cd "$T_DIR/stranger"
t_ok git seal members
t_stderr 'nothing below is proven'
t_stdout bob
t_ok git seal members --json
t_equal "[None, None, None]" "$(json '[m["state"] for m in d["members"]]')"
t_status 3 git seal members --wrap
t_end

t_begin 'usage'
team_start alice
t_status 2 git seal members --wrap --history
t_status 2 git seal members --yes
t_status 2 git seal members --commit
t_status 2 git seal members --wrap bob
t_status 2 git seal members --confirm 0123456789abcdef
t_stderr "no member file '0123456789abcdef'"
t_status 2 git seal members --refresh alice
t_end

t_begin 'forged, damaged, newer, removed: each a finding'
team_start alice bob
team_keys
key=$T_DIR/keys/$(team_tip)
t_ok git seal rotate --commit
forged=$(team_roster member "$key" mallory "$(team_who mallory)" --forge)
git add .git-seal
t_status 1 git seal members
t_stdout "FORGED (member file ${forged##*/})"
t_status 0 git seal members alice
git rm -qf "$forged"
printf '[member]\n\tversion = 1\n' >.git-seal/default/members/0123456789abcdef
git add .git-seal
t_status 1 git seal members
t_stdout 'member file 0123456789abcdef: DAMAGED'
printf '[member]\n\tversion = 2\n' >.git-seal/default/members/0123456789abcdef
git add .git-seal
t_status 1 git seal members
t_stdout 'member file 0123456789abcdef: of a newer git-seal'
git rm -qf .git-seal/default/members/0123456789abcdef
t_ok git seal members
bob=$(grep -l 'name = bob' .git-seal/default/members/*)
git rm -q "$bob"
t_status 1 git seal members
t_stdout "REMOVED without a rotation, so still able to read: member file ${bob##*/}"
t_status 1 git seal members --json
t_equal "['${bob##*/}']" "$(json 'd["removed"]')"
t_end

t_begin 'unproven after a merge: confirmed after a look, then wrapped to'
team_start alice bob
git checkout -q -b grant
t_ok git seal grant carol "$(team_who carol)" --commit
git checkout -q main
t_ok git seal revoke bob --commit
t_ok git merge -q --no-edit grant
id=$(grep -l 'name = carol' .git-seal/default/members/*)
id=${id##*/}
t_status 1 git seal members
t_stdout "UNPROVEN (git seal members --confirm $id)"
t_ok git seal rotate --commit
t_stdout 'wrapped for 1 recipient'
t_status 1 git seal grant carl "$(team_who carol)"
t_stderr "--confirm $id"
t_status 1 git seal members --confirm "$id"
t_stdout "$(team_who carol)"
t_stderr 'there is no terminal to ask on'
t_stderr 'git-seal: hint: --yes'
t_clean
t_ok git seal members --confirm "$id" --yes --commit
t_stdout "'carol' is proven"
t_clean
t_ok git seal members
t_no_stdout UNPROVEN
t_no_stdout lacks
t_ok git seal members --confirm "$id" --yes
t_stdout 'nothing to confirm'
team_keys
team_check "$T_DIR/keys"
git push -q
team_clone carol
t_file a.env 'A=1'
t_end

(
t_begin 'the question on a terminal'
t_need expect
team_start alice bob
git checkout -q -b grant
t_ok git seal grant carol "$(team_who carol)" --commit
git checkout -q main
t_ok git seal revoke bob --commit
t_ok git merge -q --no-edit grant
id=$(grep -l 'name = carol' .git-seal/default/members/*)
cat >"$T_DIR/ask.exp" <<-'END'
	set timeout 20
	spawn -noecho git-seal members --confirm [lindex $argv 0]
	expect {
		{\[y/N\] } { send "[lindex $argv 1]\r" }
		timeout { exit 9 }
	}
	expect eof
	exit [lindex [wait] 3]
END
unset GIT_TERMINAL_PROMPT
t_status 1 expect "$T_DIR/ask.exp" "${id##*/}" n
t_stdout 'nothing was changed'
t_clean
t_ok expect "$T_DIR/ask.exp" "${id##*/}" y
t_stdout "'carol' is proven"
t_end
)

t_begin 'the history: grants, rotations, revocations, and a fork'
team_start alice bob
t_ok git seal rotate --reason 'every quarter' --commit
t_ok git seal grant carol "$(team_who carol)" --commit
t_ok git seal revoke bob --commit
new=$(team_seals a.env)
t_ok git seal members --history
for word in 'created  generation' 'granted  carol' 'granted  alice' \
    'every quarter' 'revoked  bob: generation' 'removed  bob'; do
	t_stdout "$word"
done
t_stdout "$(team_fingerprint "$new" | sed 's/..../& /g; s/ $//')"
t_no_stdout FORK
t_ok git seal members --history --json
t_equal "['bob']" "$(json '[e for e in d["events"] if e["event"] == "revoked"][0]["revoked"]')"
t_equal 3 "$(json 'len([e for e in d["events"] if "generation" in e])')"
t_equal '[]' "$(json 'd["fork"]')"
git checkout -q -b other
t_ok git seal rotate --commit
one=$(team_seals a.env)
git checkout -q main
t_ok git seal rotate --commit
two=$(team_seals a.env)
git merge -q -X ours --no-edit other >/dev/null 2>&1
t_ok git seal members --history
t_stdout "FORK: generation $one"
t_stdout "FORK: generation $two"
t_ok git seal members
t_stderr 'rotated on two branches'
t_end
