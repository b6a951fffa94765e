#!/bin/sh
# After somebody else's rotation a plain git pull just works, and what a
# checked-out branch brings opens but does not seal elsewhere.
. ./lib.sh

t_need age-keygen ssh-keygen

as() { # HOME of a user: his git-seal setup and his identity
	HOME=$T_DIR/$1.home GIT_CONFIG_GLOBAL=$T_DIR/$1.home/.gitconfig
}

user() {
	mkdir -p "$T_DIR/$1.home/.ssh"
	sed "s/Ada Tester/$1/; s/ada@/$1@/" "$T_DIR/home/.gitconfig" \
	    >"$T_DIR/$1.home/.gitconfig"
}

# Alice made it; bob (an ssh key in its usual place) and carol (age, in
# seal.identity) are members with clones of their own.
start() {
	for name in alice bob carol; do
		user $name
	done
	ssh-keygen -q -t ed25519 -N '' -f "$T_DIR/bob.home/.ssh/id_ed25519"
	age-keygen -o "$T_DIR/carol.id" 2>/dev/null
	as alice
	git init -q --bare "$T_DIR/hub.git"
	t_repo alice
	git seal init -q >/dev/null
	echo A=1 >a.env
	echo B=1 >b.env
	git seal track -q '*.env'
	git add .
	git commit -qm one
	git seal grant bob "$T_DIR/bob.home/.ssh/id_ed25519.pub" >/dev/null 2>&1
	git seal grant carol "$(age-keygen -y "$T_DIR/carol.id")" >/dev/null 2>&1
	git commit -qm 'Add bob and carol'
	git remote add origin "$T_DIR/hub.git"
	git push -q -u origin main
	git remote set-head origin main >/dev/null
	git config --global seal.identity "$T_DIR/carol.id"
	as carol
	git config --global seal.identity "$T_DIR/carol.id"
	for name in bob carol; do
		as $name
		git clone -q "$T_DIR/hub.git" "$T_DIR/$name" 2>/dev/null
		git -C "$T_DIR/$name" seal unlock -q 2>/dev/null
	done
	as alice
	cd "$T_DIR/alice"
}

go() {
	as "$1"
	cd "$T_DIR/$1"
}

rotate() {
	git seal rotate -q >/dev/null
	git commit -qm "Rotate"
}

floor() {
	sed -n 's/^	floor = //p' .git/git-seal/state/default
}

sealed_by() {
	git cat-file blob "$1" | od -An -tx1 -j10 -N6 | tr -d ' \n'
}

is_quiet() {
	t_ok git status --porcelain
	t_stdout_is ''
	t_stderr_is ''
}

t_begin 'a pull opens what somebody else has rotated, and the floor follows'
start
go bob
old=$(floor)
go alice
rotate
echo A=2 >a.env
git commit -qam two
git push -q
new=$(sealed_by HEAD:a.env)
t_differ "$old" "$new"
for name in bob carol; do
	go $name
	t_ok git pull -q
	t_stderr_is ''
	t_equal A=2 "$(cat a.env)"
	is_quiet
	t_equal "$new" "$(floor)"
	echo "C=$name" >"$name.env"
	git add "$name.env"
	t_ok git commit -qm "$name"
	t_equal "$new" "$(sealed_by "HEAD:$name.env")"
done
# What was adopted is kept: the identity is not needed any more.
go carol
git config --global --unset seal.identity
rm a.env
t_ok git checkout -q a.env
t_stderr_is ''
t_equal A=2 "$(cat a.env)"
t_equal 2 "$(grep -c GIT-SEAL-KEY .git/git-seal/keyrings/default)"
t_end

t_begin 'show reads what has been fetched and not merged'
start
rotate
echo A=2 >a.env
git commit -qam two
git push -q
go carol
git fetch -q
t_ok git seal show origin/main:a.env
t_stdout_is A=2
t_equal A=1 "$(cat a.env)"
t_end

t_begin 'so do rebase, stash and a checkout of an old commit'
start
go bob
echo D=1 >d.env
git add d.env
git commit -qm 'bob'
go alice
rotate
rotate
echo A=2 >a.env
git commit -qam two
git push -q
go bob
t_ok git pull -q --rebase
t_equal A=2 "$(cat a.env)"
t_equal D=1 "$(cat d.env)"
is_quiet
echo A=3 >a.env
t_ok git stash -q
t_equal A=2 "$(cat a.env)"
t_ok git checkout -q HEAD~4
t_equal A=1 "$(cat a.env)"
t_ok git checkout -q main
t_ok git stash pop -q
t_equal A=3 "$(cat a.env)"
t_ok git commit -qam three
t_ok git push -q
go carol
t_ok git pull -q
t_equal A=3 "$(cat a.env)"
t_equal D=1 "$(cat d.env)"
is_quiet
t_end

t_begin 'a generation of a branch opens there, and seals nothing elsewhere'
start
git checkout -qb topic
rotate
echo A=2 >a.env
git commit -qam two
git push -q origin topic
new=$(sealed_by HEAD:a.env)
go bob
old=$(floor)
git fetch -q
t_ok git checkout -q topic
t_stderr_is ''
t_equal A=2 "$(cat a.env)"
is_quiet
t_equal "$old" "$(floor)"
t_equal 1 "$(grep -c GIT-SEAL-KEY .git/git-seal/keyrings/default)"
# On the branch it seals, since index and HEAD carry it; not off it.
echo A=3 >a.env
t_ok git add a.env
t_equal "$new" "$(sealed_by :a.env)"
git reset -q --hard
t_ok git checkout -q main
echo C=1 >c.env
git add c.env
t_equal "$old" "$(sealed_by :c.env)"
t_equal "$old" "$(floor)"
t_end

t_begin 'a floor never goes back'
start
rotate
git push -q
go bob
git pull -q
new=$(floor)
git checkout -q HEAD^
git seal status >/dev/null
echo A=9 >a.env
git add a.env
t_equal "$new" "$(sealed_by :a.env)"
t_equal "$new" "$(floor)"
git reset -q --hard
git checkout -q main
t_ok git seal unlock
t_equal "$new" "$(floor)"
t_end

t_begin 'two members who add people on two branches merge without a conflict'
start
age-keygen -o "$T_DIR/dora.id" 2>/dev/null
dora=$(age-keygen -y "$T_DIR/dora.id")
git seal grant dora "$dora" >/dev/null 2>&1
git commit -qm 'Add dora'
git push -q
go bob
t_ok git seal grant dora "$dora"
t_ok git seal grant eve "$(age-keygen 2>/dev/null | age-keygen -y)"
git commit -qm 'Add dora and eve'
t_ok git pull -q --no-rebase --no-edit
is_quiet
t_ok git push -q
git clone -q "$T_DIR/hub.git" "$T_DIR/dora" 2>/dev/null
cd "$T_DIR/dora"
t_ok git seal unlock -i "$T_DIR/dora.id"
t_equal A=1 "$(cat a.env)"
t_end

t_begin 'two rotations on two branches merge without a conflict, and are a fork'
start
rotate
git push -q
go bob
rotate
t_ok git pull -q --no-rebase --no-edit -X ours
t_equal A=1 "$(cat a.env)"
echo A=2 >a.env
t_status 128 git add a.env
t_stderr 'rotated on two branches'
t_stderr 'rotate --join'
t_end
