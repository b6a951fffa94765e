#!/bin/sh
# A full disk: each command says so, nothing is lost, nothing plain is left,
# and once there is room the same command finishes the work.
. ./lib.sh

# A clone on a file system of its own, as small as can be.  The mount goes with
# the case, so it is undone before the folder is.
small_disk() {
	[ "$(id -u)" = 0 ] || t_skip 'only root can mount a small disk'
	mkdir -p "$T_DIR/disk"
	mount -t tmpfs -o size=2m tmpfs "$T_DIR/disk" 2>/dev/null ||
		t_skip 'a small disk cannot be mounted here'
	trap 'umount -l "$T_DIR/disk" 2>/dev/null; t__exit' EXIT
}
undo_disk() {
	cd "$T_DIR"
	umount -l "$T_DIR/disk"
	trap t__exit EXIT
}
fill() {
	dd if=/dev/zero of="$T_DIR/disk/ballast" bs=4096 2>/dev/null || :
	dd if=/dev/zero of="$T_DIR/disk/crumbs" bs=1 2>/dev/null || :
}
free() { rm -f "$T_DIR/disk/ballast" "$T_DIR/disk/crumbs"; }

start() {
	small_disk
	t_repo alpha
	git seal init -q
	git seal track -q '*.env' 2>/dev/null
	head -c 60000 /dev/urandom >a.env
	head -c 60000 /dev/urandom >b.env
	git add . && git commit -qm one
	git seal export-key -q "$T_DIR/key"
	git clone -q . "$T_DIR/disk/beta"
	cd "$T_DIR/disk/beta"
}

t_begin 'unlock on a full disk fails, and finishes when there is room'
start
fill
t_status 5 git seal unlock "$T_DIR/key"
t_stderr 'No space left'
free
t_ok git seal unlock "$T_DIR/key"
t_same a.env "$T_DIR/alpha/a.env"
t_same b.env "$T_DIR/alpha/b.env"
t_clean
undo_disk
t_end

t_begin 'lock on a full disk keeps the key, and finishes when there is room'
start
t_ok git seal unlock "$T_DIR/key"
fill
t_status 5 git seal lock
t_exists .git/git-seal/keyrings/default
free
t_ok git seal lock
t_sealed a.env
t_sealed b.env
t_clean
undo_disk
t_end

t_begin 'a rotation on a full disk loses no key, and can be made again'
start
t_ok git seal unlock "$T_DIR/key"
fill
t_got=0
git seal rotate >"$T_DIR/log" 2>&1 || t_got=$?
t_equal 5 "$t_got" 'exit code'
free
git reset -q --hard
t_ok git seal rotate
t_ok git commit -qm rotated
rm a.env
t_ok git checkout -- a.env
t_same a.env "$T_DIR/alpha/a.env"
undo_disk
t_end

t_begin 'export-key to a full disk leaves no half of a key'
start
t_ok git seal unlock "$T_DIR/key"
fill
t_status 5 git seal export-key "$T_DIR/disk/copy"
t_missing "$T_DIR/disk/copy"
undo_disk
t_end

t_begin 'a read-only Git folder: init says so, nothing is half made'
small_disk
git init -q "$T_DIR/disk/gamma"
mount -o remount,ro "$T_DIR/disk"
cd "$T_DIR/disk/gamma"
t_status 5 git seal init
t_stderr 'Read-only file system'
t_status 0 git seal status
cd "$T_DIR"
undo_disk
t_end
