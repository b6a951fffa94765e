#!/bin/sh
# The main job in every layout that a repository can have.
. ./lib.sh
. ./bulk.inc

# The whole day of a clone, from where we stand in it; TOP leads to its top.
day() { # TOP
	(cd "$1" && bulk_is_sealed)
	t_ok git seal unlock "$T_DIR/key"
	(cd "$1" && bulk_is_plain)
	t_clean
	t_ok git seal status
	echo 'A=2' >"$1/prod.env"
	t_ok git commit -qm two -- "$1/prod.env"
	t_sealed_blob HEAD:prod.env
	t_ok git seal status
	t_ok git seal show HEAD:prod.env
	t_stdout_is 'A=2'
	t_ok git seal lock
	t_sealed "$1/prod.env"
	t_sealed "$1/secrets/deep/two"
	t_clean
	t_ok git seal unlock "$T_DIR/key"
	t_file "$1/prod.env" 'A=2'
	t_file "$1/secrets/deep/two" two
	t_clean
}

# git clone of the origin; its complaints about sealed files are not ours.
copy() { # [option...] name
	git clone -q "$@" 2>/dev/null
}

t_begin 'a folder of it'
bulk_origin
copy "$T_DIR/origin" "$T_DIR/clone"
cd "$T_DIR/clone/secrets/deep"
day ../..
t_ok git seal show HEAD:./two
t_stdout_is two
t_end

t_begin 'a linked worktree'
bulk_origin
copy "$T_DIR/origin" "$T_DIR/clone"
git -C "$T_DIR/clone" worktree add -q "$T_DIR/linked" 2>/dev/null
cd "$T_DIR/linked"
day .
t_exists "$T_DIR/clone/.git/git-seal/keyrings/default"
t_file "$T_DIR/clone/secrets/one" one
t_ok git worktree add -q "$T_DIR/third"
t_file "$T_DIR/third/secrets/one" one
t_end

t_begin 'a submodule'
bulk_origin
t_repo super
git submodule --quiet add "$T_DIR/origin" sub 2>/dev/null
git commit -qm sub
cd sub
day .
t_exists "$T_DIR/super/.git/modules/sub/git-seal/keyrings/default"
cd ..
git add sub
t_ok git commit -qm more
t_clean
t_end

t_begin 'GIT_DIR and GIT_WORK_TREE from elsewhere'
bulk_origin
copy --bare "$T_DIR/origin" "$T_DIR/store"
git -C "$T_DIR/store" config core.bare false
mkdir "$T_DIR/work"
cd "$T_DIR/work"
GIT_DIR=../store GIT_WORK_TREE=.
export GIT_DIR GIT_WORK_TREE
git reset -q --hard 2>/dev/null
day .
unset GIT_DIR GIT_WORK_TREE
t_end

t_begin 'core.worktree, with nothing that leads back'
bulk_origin
copy --bare "$T_DIR/origin" "$T_DIR/store"
mkdir "$T_DIR/work"
cd "$T_DIR/store"
git config core.bare false
git config core.worktree "$T_DIR/work"
git reset -q --hard 2>/dev/null
t_sealed "$T_DIR/work/prod.env"
t_ok git seal unlock "$T_DIR/key"
(cd "$T_DIR/work" && bulk_is_plain)
t_ok git seal status
t_end

t_begin 'a Git folder elsewhere'
bulk_origin
copy --separate-git-dir "$T_DIR/store" "$T_DIR/origin" "$T_DIR/clone"
cd "$T_DIR/clone"
day .
t_end

t_begin 'SHA-256'
# shellcheck disable=SC2034 # read by bulk_origin
bulk_init=--object-format=sha256
bulk_origin
bulk_init=
copy "$T_DIR/origin" "$T_DIR/clone"
cd "$T_DIR/clone"
t_equal 64 "$(git rev-parse HEAD | tr -d '\n' | wc -c | tr -d ' ')" 'id length'
day .
t_end

t_begin 'index version 4, a split index, an untracked cache'
bulk_origin
for form in '--index-version 4' --split-index --untracked-cache; do
	cd "$T_DIR"
	rm -rf clone
	copy "$T_DIR/origin" "$T_DIR/clone"
	cd "$T_DIR/clone"
	# Split on purpose.
	# shellcheck disable=SC2086
	git update-index $form
	day .
done
t_end

t_begin 'a shallow clone'
bulk_origin
t_commit dir/more more
copy --depth 1 "file://$T_DIR/origin" "$T_DIR/clone"
cd "$T_DIR/clone"
day .
t_end

t_begin 'a partial clone'
bulk_origin
git config uploadpack.allowFilter true
git config uploadpack.allowAnySHA1InWant true
copy --filter=blob:none "file://$T_DIR/origin" "$T_DIR/clone"
cd "$T_DIR/clone"
day .
t_end

t_begin 'sparse checkouts leave out what they leave out'
bulk_origin
git config uploadpack.allowFilter true
git config uploadpack.allowAnySHA1InWant true
for form in --no-sparse-index --sparse-index; do
	cd "$T_DIR"
	rm -rf clone
	copy --filter=blob:none --sparse "file://$T_DIR/origin" "$T_DIR/clone"
	cd "$T_DIR/clone"
	git sparse-checkout set --cone "$form" dir
	t_ok git seal unlock "$T_DIR/key"
	t_file prod.env 'A=1'
	t_missing secrets
	t_clean
	t_ok git seal status
	git sparse-checkout disable
	bulk_is_plain
	t_clean
	git sparse-checkout set --cone "$form" dir
	t_ok git seal lock
	t_sealed prod.env
	t_missing secrets
	t_clean
	git sparse-checkout disable 2>/dev/null
	bulk_is_sealed
	t_clean
done
t_end

t_begin 'core.autocrlf=true'
bulk_origin
git config --global core.autocrlf true
copy "$T_DIR/origin" "$T_DIR/clone"
cd "$T_DIR/clone"
t_sealed prod.env
t_same prod.env "$(
	git -C "$T_DIR/origin" cat-file blob HEAD:prod.env >"$T_DIR/want"
	echo "$T_DIR/want"
)"
t_ok git seal unlock "$T_DIR/key"
t_file prod.env 'A=1'
t_clean
t_ok git seal status
t_end

t_begin 'a bare repository'
bulk_origin
copy --bare "$T_DIR/origin" "$T_DIR/bare.git"
cd "$T_DIR/bare.git"
t_ok git seal unlock "$T_DIR/key"
t_ok git seal show HEAD:secrets/one
t_stdout_is one
git archive HEAD secrets/one | tar -xO >"$T_DIR/out"
t_file "$T_DIR/out" one
t_ok git seal lock
t_status 3 git seal show HEAD:secrets/one
t_end

t_begin 'names of any bytes, the folders of the repository too'
nl='
'
mkdir "$T_DIR/a${nl}b"
git init -q "$T_DIR/a${nl}b/c d"
cd "$T_DIR/a${nl}b/c d"
git seal init -q
printf '*.env filter=seal -text\n' >.gitattributes
mkdir "x${nl}y"
for name in " a.env" '"q".env' '*.env' ":!.env" "l${nl}f.env" "x${nl}y/-.env" \
    "$(printf 'b\377.env')" 't	t.env'; do
	echo "$name" >"$name"
done
git add -A
t_ok git commit -qm one
t_ok git seal status
git ls-files -z '*.env' | tr '\0' '\n' >"$T_DIR/before"
git seal export-key "$T_DIR/key" >/dev/null
t_ok git seal lock
for name in *.env; do t_sealed "$name"; done
t_clean
cd "x${nl}y"
t_sealed ./-.env
t_ok git seal unlock "$T_DIR/key"
t_file ./-.env "x${nl}y/-.env"
cd ..
for name in *.env; do t_file "$name" "$name"; done
t_clean
t_end
