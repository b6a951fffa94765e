#!/bin/sh
# show --no-index opens a file on disk, outside of any repository too.
. ./lib.sh

start() {
	t_repo alpha
	git seal init -q
	git seal track -q '*.env' 2>/dev/null
	echo 'A=1' >a.env
	git add -A
	git seal export-key -q "$T_DIR/key"
	git cat-file blob :a.env >"$T_DIR/file"
	mkdir "$T_DIR/nowhere"
	cd "$T_DIR/nowhere"
}

t_begin 'with a key file, with GIT_SEAL_KEY, from standard input'
start
t_ok git seal show --no-index -i ../key ../file
t_stdout_is 'A=1'
t_ok git seal show --no-index -i "$T_DIR/key" "$T_DIR/file"
t_ok sh -c 'git seal show --no-index -i ../key - <../file'
t_stdout_is 'A=1'
GIT_SEAL_KEY=$(cat ../key)
export GIT_SEAL_KEY
t_ok git seal show --no-index ../file
t_stdout_is 'A=1'
unset GIT_SEAL_KEY
t_end

t_begin 'in a repository that has the key'
start
cd "$T_DIR/alpha"
t_ok git seal show --no-index ../file
t_stdout_is 'A=1'
mkdir sub
cd sub
t_ok git seal show --no-index ../../file
t_end

t_begin 'without a key, with a wrong one'
start
t_status 3 git seal show --no-index ../file
t_stderr 'sealed by generation'
t_stderr '-i KEYFILE'
t_stdout_is ''
t_repo other
git seal init -q
git seal export-key -q "$T_DIR/wrong"
cd "$T_DIR/nowhere"
t_status 3 git seal show --no-index -i ../wrong ../file
t_stdout_is ''
t_status 2 git seal show --no-index -i ../file ../file
t_status 5 git seal show --no-index -i ../none ../file
t_end

t_begin 'plain files come as they are; what is no file does not'
start
echo plain >plain
t_ok git seal show --no-index plain
t_stdout_is 'plain'
t_status 5 git seal show --no-index none
t_stderr "cannot open 'none'"
t_status 5 git seal show --no-index .
t_status 2 git seal show --no-index
t_end

t_begin 'damage'
start
printf x >>../file
t_status 4 git seal show --no-index -i ../key ../file
t_stdout_is ''
t_end

t_begin 'seal.maxSize bounds it here too'
start
head -c 5000 /dev/zero >"$T_DIR/alpha/zero.env"
git -C "$T_DIR/alpha" add zero.env
git -C "$T_DIR/alpha" cat-file blob :zero.env >"$T_DIR/zeros"
git config --global seal.maxSize 4k
t_status 4 git seal show --no-index -i ../key ../zeros
t_stderr "'../zeros' is larger than seal.maxSize allows (4096 bytes)"
t_stderr 'git config --global seal.maxSize SIZE'
t_no_stderr damaged
git config --global seal.maxSize 5k
t_ok git seal show --no-index -i ../key ../zeros
git config --global seal.maxSize lots
t_status 2 git seal show --no-index -i ../key ../zeros
git config --global --unset seal.maxSize
t_end
