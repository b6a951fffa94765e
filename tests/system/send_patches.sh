#!/bin/sh
# Commits that travel as patches, bundles and cherry-picks between people who
# can open them and people who cannot.
. ./lib.sh

start() {
	t_repo alpha
	git seal init -q
	git seal track -q '*.env'
	t_commit a.env 'A=1'
	echo hello >plain
	git add .
	git commit -qm one
	git seal export-key -q "$T_DIR/key"
	git clone -q . "$T_DIR/open" 2>/dev/null
	git clone -q . "$T_DIR/locked" 2>/dev/null
	(cd "$T_DIR/open" && git seal unlock -q "$T_DIR/key")
	echo 'A=2' >a.env
	echo changed >plain
	git commit -qam two
}

t_begin 'format-patch and am: sealed on the way, the same blob on arrival'
start
t_ok git format-patch -q -1 -o "$T_DIR/patches"
! grep -q 'A=2' "$T_DIR"/patches/* || t_fail 'a plain byte in the patch'
for who in open locked; do
	cd "$T_DIR/$who"
	t_ok git am -q "$T_DIR"/patches/*
	t_equal "$(git -C "$T_DIR/alpha" rev-parse HEAD:a.env)" \
	    "$(git rev-parse HEAD:a.env)" "the blob, $who"
	t_file plain changed
	t_clean
done
t_sealed a.env
t_file "$T_DIR/open/a.env" 'A=2'
t_end

t_begin 'a bundle, and a cherry-pick out of it'
start
git bundle create -q "$T_DIR/two.bundle" main
for who in open locked; do
	cd "$T_DIR/$who"
	t_ok git fetch -q "$T_DIR/two.bundle" main
	t_ok git cherry-pick FETCH_HEAD
	t_sealed_blob HEAD:a.env
	t_clean
done
t_sealed a.env
t_file "$T_DIR/open/a.env" 'A=2'
t_end
