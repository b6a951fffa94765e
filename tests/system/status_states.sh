#!/bin/sh
# status says of every file what Git holds of it, and exits 1 on findings.
. ./lib.sh

start() {
	t_repo alpha
	git seal init -q
	git seal track -q '*.env' 2>/dev/null
	echo 'A=1' >a.env
	git add -A && git commit -qm one
}

# A file of $T_DIR into the index as it is.
stage() { # file path
	git update-index --add --cacheinfo \
	    "100644,$(git hash-object -w --no-filters "$1"),$2"
}

t_begin 'all is sealed'
start
t_ok git seal status
t_stdout_is 'sealed                   a.env'
t_stderr_is ''
t_ok git seal status -q
t_stdout_is ''
t_end

t_begin 'nothing is to be sealed'
t_repo alpha
git seal init -q
t_ok git seal status
t_stdout_is ''
t_stderr 'git seal track'
t_end

t_begin 'before the first commit'
t_repo alpha
git seal init -q
git seal track -q '*.env' 2>/dev/null
echo 'A=1' >a.env
git add -A
t_ok git seal status
t_stdout_is 'sealed                   a.env'
t_end

t_begin 'plain in the index, in HEAD, in both'
start
echo 'B=2' >b.env
stage b.env b.env
t_status 1 git seal status
t_stdout 'plain in index           b.env'
t_stderr 'git seal status --fix'
git -c filter.seal.process= -c filter.seal.clean= \
    -c filter.seal.required=false commit -qm plain
t_status 1 git seal status
t_stdout 'plain in index, plain in HEAD b.env'
git seal show HEAD:a.env >/dev/null
t_ok git seal status --fix
t_status 1 git seal status
t_stdout 'sealed, plain in HEAD    b.env'
t_stderr 'change the secrets'
git commit -qm sealed
t_ok git seal status
t_end

t_begin 'empty files have nothing to seal'
start
: >e.env
git add e.env
t_ok git seal status
t_stdout 'empty                    e.env'
t_end

t_begin 'damaged, cut, and of a newer version'
start
git cat-file blob :a.env >"$T_DIR/good"
{ cat "$T_DIR/good" && printf x; } >"$T_DIR/longer"
head -c 20 "$T_DIR/good" >"$T_DIR/cut"
{ head -c 8 "$T_DIR/good" && printf '\002' && tail -c +10 "$T_DIR/good"; } \
    >"$T_DIR/newer"
stage "$T_DIR/longer" b.env
stage "$T_DIR/cut" c.env
stage "$T_DIR/newer" d.env
t_status 1 git seal status
t_stdout 'damaged                  b.env'
t_stdout 'damaged                  c.env'
t_stdout 'newer version            d.env'
t_stdout 'sealed                   a.env'
t_status 1 git seal status --fix
t_equal "$(git hash-object "$T_DIR/longer")" "$(git rev-parse :b.env)" blob
t_end

t_begin 'every byte of a sealed blob counts'
start
git cat-file blob :a.env >"$T_DIR/good"
n=$(wc -c <"$T_DIR/good")
i=8
while [ $i -lt "$n" ]; do
	/usr/bin/python3 -c '
import sys
b = bytearray(open(sys.argv[1], "rb").read())
b[int(sys.argv[2])] ^= 0x40
open(sys.argv[3], "wb").write(b)' "$T_DIR/good" $i "$T_DIR/bad"
	stage "$T_DIR/bad" "f$i.env"
	i=$((i + 1))
done
t_status 1 git seal status
t_equal 1 "$(grep -c '^sealed' "$T_ROOT/out")" 'sealed files'
t_equal $((n - 8)) "$(grep -vc '^sealed' "$T_ROOT/out")" 'other files'
t_end

t_begin 'without the key: locked, and no finding'
start
git clone -q . "$T_DIR/beta"
cd "$T_DIR/beta"
t_ok git seal status
t_stdout 'locked                   a.env'
t_stderr 'git seal unlock'
echo 'B=2' >b.env
stage b.env b.env
t_status 1 git seal status
t_stdout 'plain in index           b.env'
t_status 1 git seal status --fix
t_stderr "'b.env' stays as it is: its key is not here"
t_plain_blob :b.env
t_end

t_begin 'of a stranger: unknown key'
start
t_repo other
git seal init -q
git seal track -q '*.env' 2>/dev/null
echo 'S=1' >s.env
git add -A
git cat-file blob :s.env >"$T_DIR/strange"
cd "$T_DIR/alpha"
stage "$T_DIR/strange" s.env
t_status 1 git seal status
t_stdout 'unknown key              s.env'
t_end

t_begin 'under another keyring than the attributes name'
start
git seal init -q -k prod
echo '*.env sealed seal-keyring=prod' >>.gitattributes
t_status 1 git seal status
t_stdout 'other keyring            a.env'
t_ok git seal reseal
t_ok git seal status
t_end

t_begin 'sealed without an attribute: a new file, or one that lost it'
start
cp a.env copy
git cat-file blob :a.env >copy
git add copy
t_status 1 git seal status
t_stdout 'sealed without attribute copy'
git commit -qm copy
t_ok git seal status
echo x >>copy
git add copy
t_status 1 git seal status
git rm -qf --cached copy
t_ok git seal status
sed -i 's/^\*.env.*/*.key sealed/' .gitattributes
t_status 1 git seal status
t_stdout 'sealed without attribute a.env'
git add .gitattributes
t_status 1 git seal status
t_stdout 'sealed without attribute a.env'
git commit -qm 'lost, and committed'
t_ok git seal status
t_end

t_begin 'lost by a file that Git does not know yet'
start
mkdir sub
echo 'B=2' >sub/b.env
git add -A && git commit -qm two
echo '*.env -filter' >sub/.gitattributes
t_status 1 git seal status
t_stdout 'sealed without attribute sub/b.env'
t_end

t_begin 'a conflict shows the worst of its sides'
start
git checkout -qb side
echo 'A=2' >a.env
git commit -qam side
git checkout -q -
echo 'A=3' >a.env
git commit -qam ours
git -c merge.seal.driver=false merge -q side >/dev/null 2>&1 || :
t_ok git seal status
t_stdout 'sealed                   a.env'
plain=$(git hash-object -w --no-filters --stdin <a.env)
printf '100644 %s 3\ta.env\n' "$plain" | git update-index --index-info
t_status 1 git seal status
t_stdout 'plain in index           a.env'
t_end

t_begin 'paths are pathspecs, and shown from where the user stands'
start
mkdir -p sub/deep
echo 1 >sub/b.env
echo 2 >sub/deep/c.env
git add -A
cd sub
t_ok git seal status
t_stdout_is "$(printf '%s\n' 'sealed                   ../a.env' \
    'sealed                   b.env' 'sealed                   deep/c.env')"
t_ok git seal status deep
t_stdout_is 'sealed                   deep/c.env'
t_ok git seal status ':(top)*.env' ':(exclude)deep'
t_no_stdout 'c.env'
t_stdout 'a.env'
t_ok git seal status nothing
t_stdout_is ''
t_end

t_begin 'names of all kinds, in text, with -z and as JSON'
start
nl='
'
bad=$(printf '\377.env')
for f in "we\"ird${nl}x.env" "tab	.env" "-d.env" " lead.env" "$bad"; do
	echo x >"./$f"
done
git add -A
t_ok git seal status
t_stdout 'sealed                   "we\"ird\nx.env"'
t_stdout 'sealed                   "tab\t.env"'
t_stdout 'sealed                   " lead.env"'
t_stdout 'sealed                   "\377.env"'
t_ok git seal status -z
tr '\0' '!' <"$T_ROOT/out" >"$T_DIR/z"
grep -qF "sealed	-d.env!" "$T_DIR/z"
grep -qF "sealed	tab	.env!" "$T_DIR/z"
t_ok git seal status --json
/usr/bin/python3 - "$T_ROOT/out" <<'END' || t_fail 'JSON is wrong'
import json, sys
d = json.load(open(sys.argv[1]))
f = {x["path"]: x for x in d["files"]}
assert len(f) == 6 and d["findings"] == 0 and not d["locked"], d
x = f["we\"ird\nx.env"]
assert x["states"] == ["sealed"] and x["keyring"] == "default", x
assert x["generation"] == d["keyrings"][0]["generation"], x
assert x["size"] == 34 and x["traps"] == [] and not x["finding"], x
END
t_end

t_begin 'a sparse checkout and a missing file make no difference'
start
mkdir keep drop
echo 1 >keep/k.env
echo 2 >drop/d.env
git add -A && git commit -qm two
git sparse-checkout set keep 2>/dev/null
t_missing drop/d.env
rm keep/k.env
t_ok git seal status
t_stdout 'sealed                   drop/d.env'
t_stdout 'sealed                   keep/k.env'
t_end

t_begin 'a partial clone is not made to fetch'
start
git config uploadpack.allowFilter true
git clone -q --filter=blob:none --no-checkout "file://$T_DIR/alpha" "$T_DIR/beta"
cd "$T_DIR/beta"
git read-tree HEAD
git show HEAD:.gitattributes >.gitattributes
git remote set-url origin file:///nowhere
t_ok git seal status
t_stdout 'not fetched              a.env'
t_end

t_begin 'locked by its user'
start
: >.git/git-seal/locked-worktree
t_ok git seal status
t_stdout 'locked (this worktree)   a.env'
t_status 3 git seal track '*.key'
t_stderr 'this worktree is locked'
t_status 3 git seal reseal
t_status 3 git seal untrack --plain '*.env'
rm .git/git-seal/locked-worktree
t_ok git seal status
t_stdout 'sealed                   a.env'
git seal export-key -q "$T_DIR/key"
t_ok git seal lock -q
t_ok git seal status
t_stdout 'locked                   a.env'
t_status 3 git seal track '*.key'
t_stderr 'this clone is locked'
t_clean
t_end
