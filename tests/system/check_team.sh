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

# forge: the member file says that it is somebody else's.
forge() {
	sed "s/name = bob/name = eve/" "$member" >forged
	mv forged "$member"
	git add .git-seal
	git commit -qm forged
}

t_begin 'in a commit that is not checked out, and in one of a range'
start
git checkout -qb side
forge
bad=$(git rev-parse --short=12 HEAD)
git checkout -q main
what="error: $bad:$member: a member that nobody who knows the keyring wrote"
t_status 1 git seal check side
t_stdout "$what"
t_ok git seal check main
t_status 1 git seal check --range main..side
t_stdout "$what"
t_ok git seal check
# The index of the clone has no say in it, and neither has its HEAD.
git checkout -q side
t_ok git seal check main
t_status 1 git seal check side
t_end

t_begin 'removed without a rotation, in a commit'
start
git seal rotate -q
git commit -qm rotated
git rm -q "$member"
git commit -qm removed
bad=$(git rev-parse --short=12 HEAD)
git checkout -q HEAD~1
t_status 1 git seal check main
t_stdout "error: $bad:$member: a member removed without a rotation"
t_ok git seal check HEAD
t_status 1 git seal check --range HEAD..main
t_stdout "error: $bad:$member: a member removed without a rotation"
t_end

t_begin 'what a later commit of the range mends is mended'
start
forge
git checkout -q HEAD~1 -- "$member"
git commit -qm mended
t_ok git seal check --range HEAD~2..
t_status 1 git seal check --range HEAD~2..HEAD~1
t_end

t_begin 'pushed tips, where there is a key'
start
git init -q --bare ../server.git
git remote add origin ../server.git
git seal install-hooks -q pre-push
t_ok git push -q origin main
git checkout -qb side
forge
t_status 1 git push -q origin side
t_stderr "$member: a member that nobody who knows the keyring wrote"
# Later commits do not hide it.
echo x >x
git add x && git commit -qm x
t_status 1 git push -q origin side
t_stderr "$member: a member that nobody who knows the keyring wrote"
t_end

t_begin 'an old commit is judged by the generation that it has'
start
old=$(git rev-parse HEAD)
git seal revoke -q bob >/dev/null
git commit -qm 'no bob'
t_ok git seal check
t_ok git seal check "$old"
t_ok git seal check "$old^{tree}"
t_stderr_is ''
t_ok git seal check --all
t_end

t_begin 'a wrap that is missing in a commit only warns'
start
git rm -rq .git-seal/default/wraps
git commit -qm 'no wraps'
t_ok git seal check HEAD
t_stdout ":$member: a member who lacks the key of a generation (bob)"
t_ok git seal check HEAD~1
t_stdout_is ''
t_end
