#!/bin/sh
# A locked clone can never commit new plain bytes, and stays usable.
. ./lib.sh

# A repository with a sealed file, and a clone of it without the key, in which
# the filter is configured.
start() {
	t_repo alpha
	git seal init -q
	printf '%s\n' '[attr]sealed filter=seal diff=seal merge=seal -text' \
	    '*.env sealed' >.gitattributes
	echo 'A=1' >prod.env
	git add . && git commit -qm one
	git clone -q . "$T_DIR/beta"
	cd "$T_DIR/beta"
	git seal setup -q
}

t_begin 'a clone without the key shows sealed bytes and is clean'
start
t_sealed prod.env
t_clean
touch prod.env
t_clean
t_ok git checkout -q -b side
t_ok git commit -q --allow-empty -m empty
t_end

t_begin 'new content is refused, and nothing plain is stored'
start
echo 'B=2' >new.env
t_status 128 git add new.env
t_stderr "no key to seal it with: 'new.env'"
t_stderr 'git seal unlock'
t_equal '' "$(git ls-files new.env)" 'index entry'
echo 'A=2' >prod.env
t_status 128 git commit -qam two
t_equal 1 "$(git rev-list --count HEAD)" 'commits'
t_end

t_begin 'not even a line appended to a sealed file is stored'
start
echo 'B=2' >>prod.env
t_status 128 git add prod.env
t_stderr "'prod.env'"
t_ok git checkout -- prod.env
t_clean
t_end

t_begin 'a sealed file may be moved and copied while locked'
start
cp prod.env other.env
t_ok git add other.env
t_equal "$(git rev-parse :prod.env)" "$(git rev-parse :other.env)" 'blob'
t_ok git mv prod.env moved.env
t_ok git commit -qam moved
t_end

t_begin 'sealed bytes of nobody knows where are not stored'
start
cp prod.env forged.env
printf 'x' | dd of=forged.env bs=1 seek=40 conv=notrunc 2>/dev/null
t_status 128 git add forged.env
t_stderr "'forged.env'"
t_end
