#!/bin/sh
# An unchanged file keeps its blob, whoever sealed it and however.
. ./lib.sh

start() {
	t_need /usr/bin/python3
	/usr/bin/python3 -c 'import cryptography' 2>/dev/null ||
		t_skip 'python3-cryptography is not installed'
	t_repo alpha
	git seal init -q
	printf '%s\n' '[attr]sealed filter=seal diff=seal merge=seal -text' \
	    '*.env sealed' >.gitattributes
	git add . && git commit -qm attributes
	git seal export-key -q "$T_DIR/key"
}

# Put the file PATH into the index, sealed by the independent writer with its
# options.
put() {
	path=$1
	shift
	/usr/bin/python3 "$T_TOP/tests/system/seal.py" "$T_DIR/key" "$@" \
	    <"$path" >"$T_DIR/sealed"
	git update-index --add --cacheinfo \
	    "100644,$(git hash-object -w --no-filters "$T_DIR/sealed"),$path"
}

text() {
	i=0
	while [ $i -lt 400 ]; do
		echo "line $i of a file that compresses well $(($1 * i))"
		i=$((i + 1))
	done
}

for how in '--level 9' '--level 1 --strategy 3' '--plain' '--pad 4096'; do
	t_begin "a blob sealed with $how is kept"
	start
	text 7 >a.env
	# shellcheck disable=SC2086
	put a.env $how
	was=$(git rev-parse :a.env)
	git commit -qm one
	touch a.env
	t_clean
	touch a.env
	t_ok git add a.env
	t_equal "$was" "$(git rev-parse :a.env)" 'blob'
	rm a.env
	t_ok git checkout -- a.env
	text 7 >"$T_DIR/want"
	t_same a.env "$T_DIR/want"
	echo more >>a.env
	t_ok git add a.env
	t_differ "$was" "$(git rev-parse :a.env)" 'blob'
	t_end
done

t_begin 'a conflict resolved to either side takes that side'"'"'s blob'
start
text 1 >a.env && put a.env --level 9 && git commit -qm base
git checkout -q -- a.env
git checkout -q -b side
text 2 >a.env && put a.env --level 9 && git commit -qm side
side=$(git rev-parse HEAD:a.env)
git checkout -q -f main
text 3 >a.env && put a.env --level 9 && git commit -qm main
main=$(git rev-parse HEAD:a.env)
git checkout -q -f main
git -c merge.seal.driver=false merge -q side >"$T_DIR/log" 2>&1 || :
t_equal 3 "$(git ls-files -u a.env | wc -l | tr -d ' ')" 'stages'
text 2 >a.env
t_ok git add a.env
t_equal "$side" "$(git rev-parse :a.env)" 'their blob'
git reset -q --hard
git -c merge.seal.driver=false merge -q side >"$T_DIR/log" 2>&1 || :
text 3 >a.env
t_ok git add a.env
t_equal "$main" "$(git rev-parse :a.env)" 'our blob'
t_end

t_begin 'a rebase of several commits in one process keeps every blob'
start
text 1 >a.env && put a.env --level 9 && git commit -qm base
git checkout -q -f -b side
for i in 2 3 4; do
	text $i >a.env && put a.env --level 9 && git commit -qm "side $i"
done
blobs=$(git rev-parse HEAD:a.env HEAD~1:a.env HEAD~2:a.env)
git checkout -q -f main
echo x >other && git add other && git commit -qm other
git checkout -q -f side
t_ok git rebase -q main
t_equal "$blobs" "$(git rev-parse HEAD:a.env HEAD~1:a.env HEAD~2:a.env)" blobs
t_clean
t_end
