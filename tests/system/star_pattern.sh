#!/bin/sh
# "Seal everything": a pattern that also matches .gitattributes, .gitignore
# and what git-seal itself keeps in the repository.
. ./lib.sh

t_need age-keygen

start() {
	t_repo alpha
	git seal init -q
	t_ok git seal track '*'
	echo 'build/' >.gitignore
	echo 'Ada <a@b>' >.mailmap
	mkdir -p sub
	echo '*.tmp' >sub/.gitignore
	echo 'A=1' >a
	echo 'B=1' >sub/b
	git add .
	git commit -qm one 2>/dev/null
	git seal export-key -q "$T_DIR/key"
}

readable() { # what git itself must read
	for file in .gitattributes .gitignore .mailmap sub/.gitignore; do
		t_plain_blob "HEAD:$file"
		t_plain "$file"
	done
	for file in $(git ls-files .git-seal); do
		t_plain_blob "HEAD:$file"
	done
	t_sealed_blob HEAD:a
	t_sealed_blob HEAD:sub/b
}

t_begin 'what Git and git-seal must read stays plain'
start
readable
t_clean
mkdir build
: >build/x
t_clean
t_end

t_begin 'a clone opens, a rotation and a grant go through'
start
age-keygen -o "$T_DIR/bob.id" 2>/dev/null
t_ok git seal grant bob "$(age-keygen -y "$T_DIR/bob.id")" --commit
t_ok git seal rotate --commit
readable
t_clean
git clone -q . "$T_DIR/beta" 2>/dev/null
cd "$T_DIR/beta"
t_sealed a
t_clean
t_ok git seal unlock -i "$T_DIR/bob.id"
t_file a 'A=1'
t_file sub/b 'B=1'
t_clean
echo 'A=2' >a
t_ok git commit -qam two
readable
git config seal.identity "$T_DIR/bob.id"
t_ok git seal lock
t_sealed a
t_clean
t_end

t_begin 'the same in a folder, and for the folder of git-seal by name'
start
printf '%s\n' '.git-seal/** filter=seal -text' 'sub/** filter=seal -text' \
    >>.gitattributes
git add . 2>/dev/null
git commit -qam patterns 2>/dev/null
readable
t_clean
git clone -q . "$T_DIR/beta" 2>/dev/null
cd "$T_DIR/beta"
t_ok git seal unlock "$T_DIR/key"
t_file sub/b 'B=1'
t_clean
t_end
