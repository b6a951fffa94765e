#!/bin/sh
# Who has no wrap of what the files are sealed under is told why: his time is
# over, he was revoked, nobody wrapped for him, or he never was a member.
. ./lib.sh
. ./team.inc

# A member file with a date that is over, which no honest grant would take,
# and wraps of every generation here unless "$2" is none; committed.
expired() { # name [none]
	team_keys
	team_to=$(team_who "$1")
	team_roster member "$T_DIR/keys/$(team_tip)" "$1" "$team_to" \
	    --until 2020-01-01 >/dev/null
	if [ "${2:-}" != none ]; then
		for team_key in "$T_DIR"/keys/*; do
			team_roster wrap "$team_key" "$team_to" >/dev/null
		done
	fi
	git add .git-seal
	git commit -qm "Add $1"
	git push -q
}

copy() { # name: a clone that nobody unlocked
	git clone -q "$T_DIR/hub.git" "$T_DIR/$1" 2>/dev/null
	cd "$T_DIR/$1"
}

t_begin 'a member whose time was over before the wrap that he needs was made'
team_start alice
expired bob
copy before
t_ok git seal unlock -i "$T_DIR/bob.id"
t_file a.env 'A=1'
git config seal.identity "$T_DIR/bob.id"
team_go alice
t_ok git seal rotate --commit
echo 'A=2' >a.env
git commit -qam two
git push -q
team_keys
team_check "$T_DIR/keys"
copy after
t_status 3 git seal unlock -i "$T_DIR/bob.id"
t_stderr "the identity that was given opens only older generations of keyring 'default'"
t_stderr "member 'bob' was granted until 2020-01-01, which is over"
t_stderr 'hint: ask a member for git seal grant bob RECIPIENT --until DATE'
t_no_stderr revoked
t_sealed a.env
t_missing .git/git-seal/keyrings
GIT_SEAL_IDENTITY=$T_DIR/bob.id
export GIT_SEAL_IDENTITY
t_status 3 git seal unlock
t_stderr "GIT_SEAL_IDENTITY opens only older generations"
t_stderr "member 'bob' was granted until 2020-01-01, which is over"
unset GIT_SEAL_IDENTITY
t_status 3 git seal show -i "$T_DIR/bob.id" HEAD:a.env
t_stderr "'HEAD:a.env' is sealed by generation"
t_stderr "member 'bob' was granted until 2020-01-01, which is over"
t_end

t_begin '... in a pull, and of what was pulled'
team_start alice
expired bob
copy bob
t_ok git seal unlock -q -i "$T_DIR/bob.id"
git config seal.identity "$T_DIR/bob.id"
team_go alice
t_ok git seal rotate --commit
echo 'A=2' >a.env
git commit -qam two
git push -q
team_go bob
t_ok git pull -q
t_stderr "member 'bob' was granted until 2020-01-01, which is over"
t_stderr 'hint: ask a member for git seal grant bob RECIPIENT --until DATE'
t_sealed a.env
t_status 3 git seal show HEAD:a.env
t_stderr "member 'bob' was granted until 2020-01-01, which is over"
t_status 0 git seal show HEAD~2:a.env
t_stdout_is 'A=1'
echo 'N=1' >new.env
t_status 128 git add new.env
t_stderr "member 'bob' was granted until 2020-01-01, which is over"
t_stderr 'hint: ask a member for git seal grant bob RECIPIENT --until DATE'
t_end

t_begin '... and one who never had a wrap'
team_start alice
expired bob none
copy bob
t_status 3 git seal unlock -i "$T_DIR/bob.id"
t_stderr "no identity here opens the keyring 'default'"
t_stderr "member 'bob' was granted until 2020-01-01, which is over"
t_stderr "it is wrapped for 'alice', 'bob'"
t_stderr 'hint: ask a member for git seal grant bob RECIPIENT --until DATE'
t_sealed a.env
t_end

t_begin 'a date that is not over yet opens'
team_start alice
t_ok git seal grant bob "$(team_who bob)" --until 2999-12-31 --commit
git push -q
t_ok git seal rotate --commit
git push -q
copy bob
t_ok git seal unlock -i "$T_DIR/bob.id"
t_file a.env 'A=1'
t_end

t_begin 'a member who was revoked'
team_start alice bob
copy bob
t_ok git seal unlock -q -i "$T_DIR/bob.id"
git config seal.identity "$T_DIR/bob.id"
team_go alice
t_ok git seal revoke bob --commit
git push -q
now=$(team_tip)
copy after
t_status 3 git seal unlock -i "$T_DIR/bob.id"
t_stderr "'bob' was revoked by generation $now"
t_stderr "it is wrapped for 'alice'"
t_stderr 'hint: ask a member for git seal grant bob RECIPIENT'
t_no_stderr until
team_go bob
t_ok git pull -q
t_stderr "'bob' was revoked by generation $now"
t_sealed a.env
t_status 3 git seal unlock
t_stderr "'bob' was revoked by generation $now"
t_status 3 git seal show HEAD:a.env
t_stderr "'bob' was revoked by generation $now"
t_end

t_begin 'revoked, then granted until a day that is over: the later of both'
team_start alice bob
t_ok git seal revoke bob --commit
expired bob none
copy bob
t_status 3 git seal unlock -i "$T_DIR/bob.id"
t_stderr "member 'bob' was granted until 2020-01-01, which is over"
t_no_stderr revoked
t_end

t_begin 'a member whose file is gone without a revocation'
team_start alice bob
git rm -q "$(grep -l 'name = bob' .git-seal/default/members/*)"
git commit -qm 'Remove bob'
t_ok git seal rotate --commit
git push -q
copy bob
t_status 3 git seal unlock -i "$T_DIR/bob.id"
t_stderr 'its member file is gone, as of somebody who was revoked'
t_stderr 'hint: ask a member for git seal grant NAME RECIPIENT'
t_end

t_begin 'a member who is unproven'
team_start alice bob
git checkout -q -b grant
t_ok git seal grant carol "$(team_who carol)" --commit
git checkout -q main
t_ok git seal revoke bob --commit
t_ok git merge -q --no-edit grant
git push -q
copy carol
t_status 3 git seal unlock -i "$T_DIR/carol.id"
t_stderr "member 'carol' lacks a wrap"
t_stderr 'hint: ask a member for git seal members'
t_no_stderr revoked
team_go alice
id=$(grep -l 'name = carol' .git-seal/default/members/*)
t_ok git seal members --confirm "${id##*/}" --yes --commit
git push -q
team_keys
team_check "$T_DIR/keys"
team_go carol
git pull -q
t_ok git seal unlock -i "$T_DIR/carol.id"
t_file a.env 'A=1'
t_end

t_begin 'a stranger'
team_start alice bob
copy eve
t_status 3 git seal unlock -i "$(team_who eve >/dev/null; echo "$T_DIR/eve.id")"
t_stderr 'is not wrapped for any identity here'
t_stderr "it is wrapped for 'alice', 'bob'"
t_no_stderr revoked
t_no_stderr until
t_end

t_begin 'a member whose wrap is there, and the file of its generation is spoilt'
team_start alice bob
now=$(team_tip)
file=.git-seal/default/generations/$now
spoil() { # SED-COMMAND: in a clone that nobody unlocked
	cd "$T_DIR"
	rm -rf spoilt
	git clone -q "$T_DIR/hub.git" "$T_DIR/spoilt" 2>/dev/null
	cd "$T_DIR/spoilt"
	sed -i "$1" "$file"
	git commit -qam spoil
	git remote remove origin
	t_status 4 git seal unlock -i "$T_DIR/bob.id"
	t_sealed a.env
	t_missing .git/git-seal/keyrings
}
spoil 's/version = 1/version = 2/'
t_stderr "generation $now of keyring 'default' was made by a newer git-seal"
t_stderr 'hint: update git-seal'
spoil 's/^\tby = .*/&; and more/'
t_stderr "the file of generation $now is damaged: '$file'"
t_no_stderr wrapped
spoil 's/^\tby = .*/&x/'
t_stderr "the file of generation $now is forged: '$file'"
GIT_SEAL_IDENTITY=$T_DIR/bob.id
export GIT_SEAL_IDENTITY
t_status 4 git seal unlock
t_stderr "the file of generation $now is forged"
unset GIT_SEAL_IDENTITY
t_end
