#!/bin/sh
# The hooks after a checkout, a merge and a rebase: the next `git status` runs
# no filter, the floor follows the trunk, and a hint says who may read now.
. ./lib.sh
. ./bulk.inc

# Two branches, all of whose sealed files differ, and a few plain ones.
start() {
	t_repo alpha ${1:+"$@"}
	git seal init -q 2>/dev/null
	git seal track -q '*.env' 2>/dev/null
	write one
	: >empty.env
	echo plain >plain
	git add -A && git commit -qm one
	git checkout -qb two
	write two
	echo other >plain
	git add -A && git commit -qm two
	git seal install-hooks -q
}

write() {
	for i in 1 2 3 4 5; do
		echo "A=$i $1" >"$i.env"
	done
}

# With $T_DIR/counting in place from the start a checkout would not count.
quiet() {
	mkdir -p "$(git rev-parse --git-dir)/git-seal/tmp"
	bulk_quiet
}

t_begin 'after a checkout git status runs no filter, without the hook it does'
start
t_ok git checkout -q main
t_stderr_is ''
t_file 1.env 'A=1 one'
t_equal '' "$(git diff-files --raw)" 'plumbing that never refreshes'
quiet
bulk_loud 1.env
t_ok git checkout -q two
rm .git/hooks/post-checkout
t_ok git checkout -q main
rm -f "$T_DIR/started"
git -c "filter.seal.process=$T_DIR/counting" status --porcelain >/dev/null
t_exists "$T_DIR/started"
before=$(stat -c '%y' .git/index) inode=$(stat -c %i .git/index)
t_ok git seal settle
t_differ "$inode" "$(stat -c %i .git/index)" 'the index'
t_equal "$before" "$(stat -c '%y' .git/index)" "the index's time"
quiet
t_end

t_begin 'locked files, SHA-256 names and a linked worktree'
start --object-format=sha256
t_ok git worktree add -q ../linked main
(
	cd ../linked
	quiet
)
git seal lock -q --force
t_ok git checkout -q --detach main
t_sealed 1.env
quiet
(
	cd ../linked
	t_ok git checkout -q --detach two
	t_sealed 1.env
	quiet
)
t_end

t_begin 'after a merge, a pull and a rebase'
start
git checkout -q main
t_ok git merge -q two
quiet
git clone -q . ../beta 2>/dev/null
git seal export-key -q "$T_DIR/key"
write three
git commit -qam three
cd ../beta
git seal unlock -q "$T_DIR/key"
git seal install-hooks -q
t_ok git pull -q
t_file 1.env 'A=1 three'
quiet
echo mine >mine
git add mine && git commit -qm mine
(
	cd ../alpha
	write four
	git commit -qam four
)
t_ok git pull -q --rebase
t_file 1.env 'A=1 four'
quiet
(
	cd ../alpha
	write five
	git commit -qam five
)
echo more >mine
git commit -qam more
git fetch -q
t_ok git rebase -q
t_file 1.env 'A=1 five'
quiet
t_ok git checkout -q HEAD~2
quiet
t_end

t_begin 'what was edited in the same second is seen'
start
# Same size and same time, to the nanosecond; only ctime tells.
cat >.git/hooks/post-checkout.before-git-seal <<-END
	#!/bin/sh
	touch -r 1.env "$T_DIR/time"
	printf 'A=1 new\n' >1.env
	touch -r "$T_DIR/time" 1.env
	printf 'B=2 new\n' >2.env
	printf longer >>3.env
END
chmod +x .git/hooks/post-checkout.before-git-seal
t_ok git checkout -q main
t_equal ' M 1.env
 M 2.env
 M 3.env' "$(git status --porcelain)"
t_file 1.env 'A=1 new'
for name in 1 2 3; do
	t_equal '' "$(find $name.env ! -newermt '-60 seconds')" 'its time'
done
t_ok git seal settle
t_equal ' M 1.env
 M 2.env
 M 3.env' "$(git status --porcelain)"
t_end

t_begin 'an entry that never was what the file holds'
start
git checkout -q main
# An index that says of the file's stat data that they are the blob's.
echo 'A=9 one' >1.env
git -c filter.seal.process= -c filter.seal.clean= -c filter.seal.smudge= \
    -c filter.seal.required=false add 1.env
touch -r 1.env "$T_DIR/time"
other=$(git rev-parse main:1.env)
python3 - "$other" <<-'END'
	import hashlib, subprocess, sys
	data = open(".git/index", "rb").read()
	now = subprocess.run(["git", "rev-parse", ":1.env"], capture_output=True,
	                     text=True, check=True).stdout.strip()
	data = data[:-20].replace(bytes.fromhex(now), bytes.fromhex(sys.argv[1]))
	open(".git/index", "wb").write(data + hashlib.sha1(data).digest())
END
touch -r "$T_DIR/time" .git/index
t_ok git seal settle
t_equal "$(stat -c %y "$T_DIR/time")" "$(stat -c %y 1.env)" 'its time'
t_equal ' M 1.env' "$(git status --porcelain)"
t_end

t_begin 'plain files keep their time, and stay racy'
start
git checkout -q main
touch -r plain "$T_DIR/time"
t_ok git seal settle
t_equal "$(stat -c %y "$T_DIR/time")" "$(stat -c %y plain)"
echo other >plain
touch -r "$T_DIR/time" plain
t_equal ' M plain' "$(git status --porcelain)"
t_end

t_begin 'the floor follows what the trunk carries'
start
git checkout -q main
git clone -q --bare . ../hub.git
git remote add origin ../hub.git
git fetch -q
git remote set-head origin main
first=$(sed -n 's/.*floor = //p' .git/git-seal/state/default)
git seal rotate -q >/dev/null
git commit -qm rotated
git push -q origin main
t_equal "$first" "$(sed -n 's/.*floor = //p' .git/git-seal/state/default)"
t_ok git checkout -q -b next
t_differ "$first" "$(sed -n 's/.*floor = //p' .git/git-seal/state/default)" \
    'the floor'
t_end

t_begin 'a hint when members or generations changed'
start
git checkout -q main
git checkout -qb team
git seal keygen -o ../bob.txt 2>/dev/null
git seal keygen -o ../eve.txt 2>/dev/null
git seal grant -q bob "$(sed -n 's/^# public key: //p' ../bob.txt)"
git seal grant -q eve "$(sed -n 's/^# public key: //p' ../eve.txt)"
git commit -qm 'bob and eve'
git checkout -q main
t_ok git checkout -q team
t_stderr 'hint: keyring '"'default': "
t_stderr 'bob added'
t_stderr 'eve added'
t_stderr "('git seal members' says who may read)"
git seal revoke -q eve >/dev/null
git commit -qm 'no eve'
git checkout -q main
t_ok git merge -q team
t_stderr 'bob added, rotated ('
t_no_stderr eve
git checkout -q HEAD~1
t_ok git checkout -q main
t_stderr_is "git-seal: hint: keyring 'default': eve removed, rotated ('git seal members' says who may read)"
t_ok git checkout -q two
t_stderr "bob removed, 1 time not rotated yet"
t_ok git checkout -q main -- plain
t_stderr_is ''
t_ok git seal settle -q two main
t_stderr_is ''
t_end

t_begin 'nothing here stops a checkout'
start
echo rubbish >.git/git-seal/keyrings/default
chmod 600 .git/git-seal/keyrings/default
git config filter.seal.required false
t_ok git checkout -q -f main
t_stderr 'git-seal: warning: '
cd "$T_DIR"
t_ok git-seal settle
t_stderr 'warning: not a git repository'
t_status 2 git-seal settle one
mkdir bare
cd bare
git init -q --bare
t_ok git-seal settle
t_stderr_is ''
cd ../alpha
rm .git/index .git/git-seal/keyrings/default
t_ok git-seal settle
t_stderr_is ''
t_end

t_begin 'a hook that was there has the last word'
start
printf '#!/bin/sh\nexit 5\n' >.git/hooks/post-checkout.before-git-seal
chmod +x .git/hooks/post-checkout.before-git-seal
t_status 1 git checkout -q main
quiet
t_end
