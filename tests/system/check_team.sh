#!/bin/sh
# Members that check does not take for what they say.
. ./lib.sh

# A keyring with one member, bob.
start() {
	t_repo alpha
	git seal init -q
	git seal track -q '*.env' 2>/dev/null
	echo 'A=1' >a.env
	git seal keygen -o "$T_DIR/bob.txt" 2>/dev/null
	bob=$(sed -n 's/^# public key: //p' "$T_DIR/bob.txt")
	git seal grant -q bob "$bob"
	git add -A && git commit -qm one
	member=$(echo .git-seal/default/members/*)
}

t_begin 'a member as it should be'
start
t_ok git seal check
t_stdout_is ''
t_end

t_begin 'a member removed without a rotation'
start
git seal rotate -q # from here on the generation lists him
git commit -qm rotated
t_ok git seal check
git rm -q "$member"
t_status 1 git seal check --staged
t_stdout "error: $member: a member removed without a rotation"
t_end

t_begin 'a forged member'
start
sed "s/name = bob/name = eve/" "$member" >forged
mv forged "$member"
git add .git-seal
t_status 1 git seal check --staged
t_stdout "error: $member: a member that nobody who knows the keyring wrote"
t_end

t_begin 'a wrap that is missing only warns'
start
git rm -rq .git-seal/default/wraps
t_ok git seal check --staged
t_stdout "warning: $member: a member who lacks the key of a generation (bob)"
t_ok git seal check --staged -q
t_stdout_is ''
t_end
