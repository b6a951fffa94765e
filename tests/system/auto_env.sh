#!/bin/sh
# A run that was given its key in a variable: CI.
. ./lib.sh

t_need age-keygen

# Alice's repository at $T_DIR/hub.git, with a machine 'ci' as a member; $key
# and $id are what its secrets would hold.
start() {
	git init -q --bare "$T_DIR/hub.git"
	t_repo alice
	git seal init -q >/dev/null
	echo A=1 >a.env
	echo hello >plain
	git seal track -q '*.env'
	git add .
	git commit -qm one
	age-keygen -o "$T_DIR/ci.id" 2>/dev/null
	git seal grant ci "$(age-keygen -y "$T_DIR/ci.id")" >/dev/null 2>&1
	git commit -qm 'Add ci'
	git remote add origin "$T_DIR/hub.git"
	git push -q -u origin main
	key=$(git seal export-key - 2>/dev/null)
	id=$(cat "$T_DIR/ci.id")
	cd "$T_DIR"
	git seal setup -q
}

# Another repository's key.
foreign() {
	git init -q "$T_DIR/foreign"
	(cd "$T_DIR/foreign" && git seal init -q) >/dev/null
	git -C "$T_DIR/foreign" seal export-key - 2>/dev/null
}

is_open() {
	t_equal A=1 "$(cat a.env)"
	t_missing .git/git-seal/keyrings/default
}

t_begin 'GIT_SEAL_KEY makes a clone readable, for this run'
start
t_ok env GIT_SEAL_KEY="$key" git clone -q hub.git work
t_stderr_is ''
cd work
is_open
t_ok env GIT_SEAL_KEY="$key" git status --porcelain
t_stdout_is ''
echo A=2 >a.env
t_ok env GIT_SEAL_KEY="$key" git commit -qam two
t_sealed_blob HEAD:a.env
t_ok env GIT_SEAL_KEY="$key" git checkout -q HEAD^
t_equal A=1 "$(cat a.env)"
is_open
echo A=3 >a.env
t_status 128 git add a.env
t_end

t_begin 'so does GIT_SEAL_IDENTITY, as text and as a file'
start
t_ok env GIT_SEAL_IDENTITY="$id" git clone -q hub.git work
t_stderr_is ''
cd work
is_open
echo A=2 >a.env
t_ok env GIT_SEAL_IDENTITY="$T_DIR/ci.id" git commit -qam two
t_sealed_blob HEAD:a.env
cd ..
t_ok env GIT_SEAL_IDENTITY="$T_DIR/ci.id" git clone -q --depth=1 \
    "file://$T_DIR/hub.git" shallow
cd shallow
is_open
t_end

t_begin 'a checkout as CI makes it: init, fetch, checkout of a commit'
start
rev=$(git -C hub.git rev-parse main)
for var in "GIT_SEAL_KEY=$key" "GIT_SEAL_IDENTITY=$id"; do
	rm -rf work
	git init -q work
	cd work
	git remote add origin "$T_DIR/hub.git"
	git fetch -q --depth=1 origin "+$rev:refs/remotes/pull/7/merge"
	t_ok env "$var" git checkout -q --force refs/remotes/pull/7/merge
	is_open
	cd ..
done
t_end

t_begin 'in a partial clone with a sparse cone'
start
git -C hub.git config uploadpack.allowFilter true
git -C hub.git config uploadpack.allowAnySHA1InWant true
for var in "GIT_SEAL_KEY=$key" "GIT_SEAL_IDENTITY=$id"; do
	rm -rf work
	t_ok env "$var" git clone -q --filter=blob:none --sparse \
	    "file://$T_DIR/hub.git" work
	cd work
	is_open
	cd ..
done
t_end

t_begin 'the key of another repository is ignored, and nothing is sealed under it'
start
other=$(foreign)
t_ok env GIT_SEAL_KEY="$other" git clone -q hub.git work
t_stderr 'GIT_SEAL_KEY is ignored: it is not a key of this repository'
cd work
t_sealed a.env
echo A=2 >a.env
t_status 128 env GIT_SEAL_KEY="$other" git add a.env
cd ../alice
echo A=2 >a.env
t_ok env GIT_SEAL_KEY="$other" git commit -qam two
t_stderr 'GIT_SEAL_KEY is ignored'
t_equal A=2 "$(git seal show HEAD:a.env)"
t_ok env GIT_SEAL_KEY="$other
$key" git clone -q "$T_DIR/hub.git" "$T_DIR/both"
t_stderr 'some lines of GIT_SEAL_KEY are not of this repository'
t_equal A=1 "$(cat "$T_DIR/both/a.env")"
t_ok env GIT_SEAL_KEY=nonsense git clone -q "$T_DIR/hub.git" "$T_DIR/bad"
t_stderr 'GIT_SEAL_KEY is ignored: '
t_no_stderr nonsense
t_sealed "$T_DIR/bad/a.env"
t_end

t_begin 'where seal.trust is set, the environment obeys it'
start
git config --global seal.trust https://example.org/team
t_ok env GIT_SEAL_KEY="$key" GIT_SEAL_IDENTITY="$id" git clone -q hub.git work
t_stderr 'is not used here: the remote'
t_stderr 'hint: git seal setup --trust'
t_sealed work/a.env
git config --global --add seal.trust "$T_DIR/hub.git"
git config --global seal.identity "$T_DIR/none"
t_ok env GIT_SEAL_KEY="$key" git clone -q hub.git again
t_equal A=1 "$(cat again/a.env)"
t_end

t_begin 'in a submodule only a trusted remote opens'
start
git init -q super
cd super
git submodule --quiet add "$T_DIR/hub.git" sub 2>/dev/null
git commit -qm one
cd ..
t_ok env GIT_SEAL_KEY="$key" git clone -q --recurse-submodules super work
t_stderr 'is not used in a submodule'
t_sealed work/sub/a.env
git config --global seal.trust "$T_DIR/hub.git"
rm -rf work
t_ok env GIT_SEAL_KEY="$key" git clone -q --recurse-submodules super work
t_equal A=1 "$(cat work/sub/a.env)"
t_end

t_begin 'a newer key is trusted as given, also where a clone is unlocked'
start
git clone -q hub.git work 2>/dev/null
cd work
echo "$key" | git seal unlock -q -
cd ../alice
git seal rotate -q >/dev/null
git commit -qm rotate
git push -q
new=$(git seal export-key - 2>/dev/null)
cd ../work
t_ok env GIT_SEAL_KEY="$new" git pull -q
t_equal A=1 "$(cat a.env)"
echo A=2 >a.env
t_ok env GIT_SEAL_KEY="$new" git commit -qam two
git push -q
cd ../alice
t_ok git pull -q
t_equal A=2 "$(cat a.env)"
cd ../work
echo A=3 >a.env
t_status 128 git add a.env
t_end
