#!/bin/sh
# Clients without the process protocol: the same bytes, the same refusals.
. ./lib.sh

start() {
	t_repo alpha
	git seal init -q
	printf '%s\n' '[attr]sealed filter=seal diff=seal merge=seal -text' \
	    '*.env sealed' >.gitattributes
	echo 'A=1' >prod.env
	head -c 100000 /dev/zero | tr '\0' 'z' >big.env
	git add . && git commit -qm one
}

t_begin 'one-shot clean and smudge give the bytes of the long-running filter'
start
git config --unset filter.seal.process
touch ./*.env
t_clean
rm ./*.env
t_ok git checkout -- .
t_file prod.env 'A=1'
t_equal 100000 "$(wc -c <big.env | tr -d ' ')" 'size'
echo 'N=1' >new.env
t_ok git add new.env
t_sealed_blob :new.env
t_end

t_begin 'a name full of surprises reaches the one-shot filter'
start
git config --unset filter.seal.process
# shellcheck disable=SC2016 # the dollar is part of the name
name='a b"$(x)'"'"'.env'
echo 'N=1' >"$name"
t_ok git add -- "$name"
t_ok git commit -qm two
touch -- "$name"
t_clean
t_equal 'N=1' "$(git cat-file --filters "HEAD:$name")" 'content'
t_end

t_begin 'one-shot clean refuses when there is no key'
start
git clone -q . "$T_DIR/beta"
cd "$T_DIR/beta"
git seal setup -q
git config --global --unset filter.seal.process
t_sealed prod.env
touch prod.env
t_clean
echo x >new.env
t_status 128 git add new.env
t_stderr "no key to seal it with: 'new.env'"
t_end

t_begin 'smudge starts no child process, clean at most one of each kind'
t_need strace
start
echo 'A=2' >prod.env
git cat-file blob HEAD:prod.env >"$T_DIR/sealed"
# shellcheck disable=SC2094 # a name, not the file
strace -f -o "$T_DIR/trace" -e trace=execve \
    git-seal smudge -- prod.env <"$T_DIR/sealed" >"$T_DIR/out"
t_file "$T_DIR/out" 'A=1'
t_equal 1 "$(grep -c 'execve(.*= 0' "$T_DIR/trace")" 'programs started'
# shellcheck disable=SC2094 # a name, not the file
strace -f -o "$T_DIR/trace" -e trace=execve \
    git-seal clean -- prod.env <prod.env >"$T_DIR/out"
t_sealed "$T_DIR/out"
for word in check-attr ls-files cat-file; do
	[ "$(grep -c "execve(.*\"$word\".*= 0" "$T_DIR/trace")" -le 1 ] ||
		t_fail "more than one git $word"
done
t_equal 0 "$(grep 'execve(.*= 0' "$T_DIR/trace" | grep '"git"' |
    grep -cvE 'check-attr|ls-files|cat-file')" 'other git commands'
t_end
