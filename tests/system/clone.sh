#!/bin/sh
# clone: a readable tree in one command, by the rules of the first unlock.
. ./lib.sh

start() {
	t_repo origin
	git seal init -q
	mkdir -p deep/er
	printf 'A=1\n' >prod.env
	printf '#!/bin/sh\n' >deep/er/run.env
	chmod +x deep/er/run.env
	: >empty.env
	echo readme >README
	ln -s README link
	git seal track -q '*.env'
	git add -A && git commit -qm one
	git tag v1
	git seal keygen -q -o "$T_DIR/ada.id" >/dev/null 2>&1
	git seal grant -q ada "$(sed -n 's/.*public key: //p' "$T_DIR/ada.id")"
	git commit -qm grant
	git seal export-key -q "$T_DIR/team.key"
	cd "$T_DIR"
}

readable() {
	t_file "$1/prod.env" 'A=1'
	t_file "$1/deep/er/run.env" '#!/bin/sh'
	t_mode 755 "$1/deep/er/run.env"
	t_mode 644 "$1/prod.env"
	t_file "$1/README" readme
	t_equal README "$(readlink "$1/link")"
	t_exists "$1/empty.env"
	(cd "$1" && t_clean)
}

t_begin 'with an identity, a key file, a name of its own'
start
t_ok git seal clone -i ada.id "$T_DIR/origin" one
readable one
t_stdout "fingerprint of the keyring 'default'"
t_exists one/.git/git-seal/keyrings/default
t_ok git seal clone --key team.key origin/.git two
readable two
mkdir sub
cd sub
t_ok git seal clone -q --key ../team.key "file://$T_DIR/origin/.git/"
readable origin
t_ok env GIT_SEAL_IDENTITY="$T_DIR/ada.id" git seal clone -q ../origin three
readable three
cd three
echo B=2 >>prod.env
git commit -qam two
t_sealed_blob :prod.env
t_end

t_begin 'no key: the clone is there, sealed and locked, and the exit code says so'
start
t_status 3 git seal clone "$T_DIR/origin" one
t_stderr "'one' is cloned, and its sealed files stay sealed"
t_sealed one/prod.env
t_file one/README readme
cd one
t_clean
echo new >new.env
t_status 128 git add new.env
rm new.env
t_ok git seal unlock ../team.key
t_file prod.env 'A=1'
t_clean
t_end

t_begin 'a wrong key file opens nothing, and leaves a sealed clone'
start
t_repo other
git seal init -q
git seal export-key -q "$T_DIR/other.key"
cd "$T_DIR"
t_status 3 git seal clone --key other.key "$T_DIR/origin" one
t_sealed one/prod.env
t_missing one/.git/git-seal/keyrings/default
t_end

t_begin 'options go to Git'
start
t_ok git seal clone -q --key team.key --depth 1 -o up -b v1 -c user.name=Bo \
    "file://$T_DIR/origin" one
readable one
t_equal 1 "$(git -C one rev-list --count HEAD)"
t_equal up "$(git -C one remote)"
t_equal Bo "$(git -C one config user.name)"
t_ok git seal clone -q --bare --key team.key "$T_DIR/origin"
t_equal true "$(git -C origin.git rev-parse --is-bare-repository)"
t_exists origin.git/git-seal/keyrings/default
t_status 2 git seal clone --nonsense "$T_DIR/origin" x
t_missing x
t_end

t_begin 'what cannot be cloned leaves nothing; nothing sealed needs no key'
start
t_status 5 git seal clone "$T_DIR/nowhere" one
t_stderr 'nowhere'
t_missing one
mkdir full
echo mine >full/x
t_status 5 git seal clone "$T_DIR/origin" full
t_file full/x mine
t_repo plain
t_commit a text
cd "$T_DIR"
t_ok git seal clone -q plain copy
t_file copy/a text
(cd copy && t_clean)
git init -q void
t_ok git seal clone -q void none
t_exists none/.git
t_end

t_begin 'damaged files are named, the others open'
start
cd origin
git cat-file blob :prod.env >bad
printf x >>bad
id=$(git hash-object -w --no-filters bad)
rm bad
git update-index --cacheinfo 100644 "$id" prod.env
git commit -qm damage
cd ..
t_status 1 git seal clone --key team.key "$T_DIR/origin" one
t_stderr 'prod.env (damaged)'
t_sealed one/prod.env
t_file one/deep/er/run.env '#!/bin/sh'
t_end

t_begin 'a SHA-256 repository, and submodules'
start
git init -q --object-format=sha256 sha
cd sha
git seal init -q
echo A=1 >a.env
git seal track -q '*.env'
git add -A && git commit -qm one
git seal export-key -q "$T_DIR/sha.key"
cd ..
t_ok git seal clone -q --key sha.key sha sha2
t_file sha2/a.env A=1
t_repo part
t_commit a.txt text
cd "$T_DIR"
git -C origin submodule -q add "$T_DIR/part" sub
git -C origin commit -qm sub
t_ok git seal clone -q --key team.key --recurse-submodules origin mods
t_file mods/prod.env A=1
t_file mods/sub/a.txt text
(cd mods && t_clean)
t_end
