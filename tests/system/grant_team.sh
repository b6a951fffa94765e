#!/bin/sh
# grant: what a member needs to open, what the repository carries for whoever
# rotates later, and merges of grants made apart.
. ./lib.sh
. ./team.inc
t_need age ssh-keygen

# The lines of a wrap for $1 (an identity file), of every generation.
opens() {
	for wrap in .git-seal/default/wraps/*/*.age; do
		age -d -i "$1" "$wrap" 2>/dev/null || :
	done
}

t_begin 'granted, committed, pushed: the other clone opens'
team_start
who=$(team_who bob)
t_ok git seal grant bob "$who"
t_stdout "granted 'bob' 1 generation"
t_stderr 'git-seal: hint: all of it is staged: git commit'
t_equal 2 "$(git diff --cached --name-only | wc -l | tr -d ' ')" files
t_equal '' "$(git diff --name-only)" 'unstaged changes'
git commit -qm grant
git push -q
opens "$T_DIR/bob.id" >"$T_DIR/plain"
grep '^GIT-SEAL-KEY-1' .git/git-seal/keyrings/default >"$T_DIR/line"
t_same "$T_DIR/plain" "$T_DIR/line"
team_keys
team_check "$T_DIR/keys"
team_clone bob
t_file a.env 'A=1'
t_end

t_begin 'ssh keys, from a line, a .pub file, and a file of several'
team_start
ssh-keygen -q -t ed25519 -N '' -C 'bob@desk' -f "$T_DIR/ed"
ssh-keygen -q -t rsa -b 2048 -N '' -f "$T_DIR/rsa"
ssh-keygen -q -t ecdsa -N '' -f "$T_DIR/ec"
t_ok git seal grant bob "$(cat "$T_DIR/ed.pub")" --commit
opens "$T_DIR/ed" | grep -q GIT-SEAL-KEY-1 || t_fail 'ssh-ed25519'
{
	echo '# keys of carol'
	cat "$T_DIR/ec.pub"
	echo
	cat "$T_DIR/rsa.pub"
	team_who carol
} >"$T_DIR/carol.keys"
t_ok git seal grant carol "$T_DIR/carol.keys" --commit
t_stderr "git-seal: warning: '$T_DIR/carol.keys', line 2: the recipient is an ECDSA key"
opens "$T_DIR/rsa" | grep -q GIT-SEAL-KEY-1 || t_fail 'ssh-rsa'
opens "$T_DIR/carol.id" | grep -q GIT-SEAL-KEY-1 || t_fail 'age'
mkdir sub
cd sub
cp "$T_DIR/rsa.pub" ../../other.pub
t_ok sh -c "git seal grant carol ../../other.pub"
t_stdout "'carol' has ssh-rsa"
t_stdout 'nothing to do'
cd ..
t_equal 1 "$(grep -l 'name = bob' .git-seal/default/members/* | wc -l | tr -d ' ')"
t_equal 2 "$(grep -l 'name = carol' .git-seal/default/members/* | wc -l | tr -d ' ')"
grep -q 'bob@desk' .git-seal/default/members/* && t_fail 'a comment was kept'
t_clean
t_ok sh -c "cat $T_DIR/ec.pub $T_DIR/ed.pub | git seal grant bob -"
t_stderr 'standard input, line 1'
t_end

t_begin 'whoever rotates later wraps for all, from another clone'
team_start
ssh-keygen -q -t ed25519 -N '' -f "$T_DIR/ed"
echo 'correct horse' >"$T_DIR/pass"
chmod 600 "$T_DIR/pass"
t_ok git seal grant alice "$(team_who alice)"
t_ok git seal grant bob "$T_DIR/ed.pub"
t_ok git seal grant dave passphrase --passphrase-file "$T_DIR/pass"
t_stdout "git seal unlock --passphrase 'dave'"
t_ok sh -c "git seal grant ci generate --commit >'$T_DIR/ci.id'"
grep -q '^AGE-SECRET-KEY-1' "$T_DIR/ci.id" || t_fail 'no identity'
t_equal 3 "$(wc -l <"$T_DIR/ci.id" | tr -d ' ')" 'lines of the identity'
t_stderr 'for a CI secret'
grep -rq AGE-SECRET .git-seal && t_fail 'a secret was stored'
git push -q
git clone -q "$T_DIR/hub.git" "$T_DIR/alice2"
cd "$T_DIR/alice2"
t_ok git seal unlock -q -i "$T_DIR/alice.id"
t_ok git seal rotate --commit
t_stdout 'wrapped for 4 recipients'
for id in "$T_DIR/ed" "$T_DIR/ci.id"; do
	t_equal 2 "$(opens "$id" | wc -l | tr -d ' ')" "lines for $id"
done
# The passphrase opens an identity, as `age -p` makes them, and that the rest.
git seal unwrap --passphrase-file "$T_DIR/pass" \
    <"$(echo .git-seal/default/identities/*.age)" >"$T_DIR/dave.id"
t_equal 2 "$(opens "$T_DIR/dave.id" | wc -l | tr -d ' ')" 'lines for dave'
git push -q
git clone -q "$T_DIR/hub.git" "$T_DIR/dave"
cd "$T_DIR/dave"
cat >"$T_DIR/ask" <<-'END'
	#!/bin/sh
	cat "${0%/*}/pass"
END
chmod +x "$T_DIR/ask"
t_ok env GIT_ASKPASS="$T_DIR/ask" git seal unlock --passphrase dave
t_file a.env 'A=1'
t_end

t_begin 'two branches grant different people and the same one: no conflict'
team_start alice
bob=$(team_who bob)
git checkout -q -b one
t_ok git seal grant bob "$bob" --commit
t_ok git seal grant carol "$(team_who carol)" --commit
git checkout -q main
git checkout -q -b two
t_ok git seal grant bob "$bob" --commit
t_ok git seal grant dave "$(team_who dave)" --commit
t_ok git merge -q --no-edit one
t_ok git seal members
t_no_stdout UNPROVEN
for name in alice bob carol dave; do
	t_equal 1 "$(opens "$T_DIR/$name.id" | sort -u | wc -l | tr -d ' ')" "$name"
done
t_ok git seal rotate
t_stdout 'wrapped for 4 recipients'
t_end

t_begin 'a grant on one branch, rotations on the other: no gap'
team_start alice
git checkout -q -b grant
t_ok git seal grant bob "$(team_who bob)" --commit
t_ok git seal grant eve "$(team_who eve)" --commit --from-now
git checkout -q main
t_ok git seal rotate --commit
t_ok git seal rotate --commit
t_ok git merge -q --no-edit grant
t_ok git seal members
t_stdout 'lacks 2 (git seal members --wrap)'
t_ok git seal grant carol "$(team_who carol)"
t_stdout 'made 4 missing wraps for other members'
t_equal 3 "$(opens "$T_DIR/bob.id" | wc -l | tr -d ' ')" 'for bob'
t_ok git seal members
t_no_stdout lacks
t_end

t_begin '--from-now leaves the past closed, and says the fingerprint'
team_start alice
old=$(team_seals a.env)
t_ok git seal rotate --commit
new=$(team_seals a.env)
t_ok git seal grant eve "$(team_who eve)" --from-now --commit
fp=$(team_fingerprint "$new" | sed 's/..../& /g; s/ $//')
t_stdout "hand over the fingerprint, for git seal unlock --trust: $fp"
id=$(grep -l 'name = eve' .git-seal/default/members/*)
id=${id##*/}
t_missing ".git-seal/default/wraps/$old/$id-"*
t_equal 1 "$(opens "$T_DIR/eve.id" | wc -l | tr -d ' ')"
# A later grant or rotation does not give it away.
t_ok git seal grant frank "$(team_who frank)" --commit
t_ok git seal members --wrap
t_ok git seal rotate
t_equal 2 "$(opens "$T_DIR/eve.id" | wc -l | tr -d ' ')"
# Asked for, it does.
t_ok git seal grant eve "$(team_who eve)"
t_stdout 'added 1 missing wrap'
t_end

t_begin 'forged and unproven member files are not wrapped to'
team_start alice
team_keys
mallory=$(team_who mallory)
team_roster member "$T_DIR/keys/$(team_tip)" mallory "$mallory" --forge >/dev/null
git add .git-seal
git commit -qm forged
t_ok git seal grant bob "$(team_who bob)" --commit
t_ok git seal rotate --commit
t_stdout 'wrapped for 2 recipients'
t_ok git seal members --wrap
t_equal '' "$(opens "$T_DIR/mallory.id")" 'what mallory opens'
t_status 1 git seal members
t_stdout FORGED
t_end
