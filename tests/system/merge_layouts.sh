#!/bin/sh
# Merges in clones and under conditions that are not the usual ones.
. ./lib.sh
. ./merge.inc

t_begin 'a key that is lent for the run opens the sides'
start
theirs edit f 11 'theirs eleven'
theirs edit f 5 'theirs five'
ours edit f 2 'ours two'
git seal export-key -q "$T_DIR/key" >/dev/null 2>&1
git clone -q . ../there 2>/dev/null
cd ../there
git branch -q side origin/side
git seal setup -q
GIT_SEAL_KEY=$(cat "$T_DIR/key")
export GIT_SEAL_KEY
t_ok git merge -q --no-edit side
unset GIT_SEAL_KEY
t_missing .git/git-seal/keyrings/default
t_ok git seal unlock "$T_DIR/key"
t_equal 'ours two theirs five theirs eleven' \
    "$(sed -n '2p;5p;11p' f | tr '\n' ' ' | sed 's/ $//')"
t_clean
t_end

(
t_begin 'a partial clone: the generation that the merge brings is fetched'
t_need age-keygen
start
age-keygen -o "$T_DIR/id" 2>/dev/null
git seal grant bob "$(age-keygen -y "$T_DIR/id")" >/dev/null 2>&1
git commit -qm bob
git config uploadpack.allowFilter true
git config uploadpack.allowAnySHA1InWant true
git clone -q --filter=blob:none "file://$T_DIR/here" ../there 2>/dev/null
cd ../there
git seal unlock -q -i "$T_DIR/id" 2>/dev/null
git config seal.identity "$T_DIR/id"
edit f 2 'mine two'
git commit -qam mine
cd ../here
git seal rotate -q >/dev/null
git commit -qm rotate
ours edit f 11 'hers eleven'
new=$(sealed_by :f)
cd ../there
# Git asks the filter before anything was fetched, and again afterwards.
touch f
t_ok git pull -q --no-rebase --no-edit
t_equal 'mine two' "$(sed -n 2p f)"
t_equal 'hers eleven' "$(sed -n 11p f)"
t_equal "$new" "$(sealed_by HEAD:f)"
t_clean
t_end
)

(
t_begin 'a branch with a rotation, which no trunk has, opens and seals'
t_need age-keygen
start
age-keygen -o "$T_DIR/id" 2>/dev/null
git seal grant bob "$(age-keygen -y "$T_DIR/id")" >/dev/null 2>&1
git commit -qm bob
git clone -q . ../there 2>/dev/null
cd ../there
git seal unlock -q -i "$T_DIR/id" 2>/dev/null
git config seal.identity "$T_DIR/id"
edit f 2 'mine two'
git commit -qam mine
cd ../here
git checkout -q -b topic
git seal rotate -q --closing >/dev/null
edit f 11 'hers eleven'
git commit -qam rotate
new=$(sealed_by :f)
cd ../there
git fetch -q
t_status 1 git merge -q --no-edit origin/topic
t_stderr 'ours was changed under a generation that is closed by now'
t_equal 1 "$(grep -c '^mine two' f)"
t_equal 1 "$(grep -c '^hers eleven' f)"
lines 1 2 3 4 5 >f
git add f
t_equal "$new" "$(sealed_by :f)"
git commit -qm looked
t_ok git seal status
t_end
)

t_begin 'strategies that call no driver leave a conflict, and nothing is lost'
start
git branch third
theirs edit f 5 'theirs five'
ours edit f 5 'ours five'
git checkout -q third
edit f 5 'third five'
git commit -qam third
git checkout -q main
t_status 1 git merge -q -s resolve --no-edit side
unmerged f
stages_sealed f
git merge --abort
t_clean
t_got=0
git merge -q --no-edit side third >"$T_ROOT/out" 2>&1 || t_got=$?
t_differ 0 "$t_got"
git reset -q --hard
t_equal 'ours five' "$(sed -n 5p f)"
t_clean
stored_nowhere 'line 1 of'
t_end

(
t_begin 'without memory for the texts, or room for the result, ours stays'
t_need strace
start
theirs edit f 11 'theirs eleven'
ours edit f 2 'ours two'
git cat-file blob main~1:f >"$T_DIR/O"
git cat-file blob main:f >"$T_DIR/A"
git cat-file blob side:f >"$T_DIR/B"
cp "$T_DIR/A" "$T_DIR/want"
t_status 5 strace -o /dev/null -e trace=memfd_create \
    -e inject=memfd_create:error=ENOSYS \
    git-seal merge "$T_DIR/O" "$T_DIR/A" "$T_DIR/B" 7 -- f
t_stderr 'cannot keep a text in memory'
t_same "$T_DIR/A" "$T_DIR/want"
t_status 5 strace -o /dev/null -e trace=rename \
    -e inject=rename:error=ENOSPC \
    git-seal merge "$T_DIR/O" "$T_DIR/A" "$T_DIR/B" 7 -- f
t_same "$T_DIR/A" "$T_DIR/want"
t_equal 'A B O' "$(cd "$T_DIR" && ls -d [ABO]* | tr '\n' ' ' | sed 's/ $//')"
t_ok git-seal merge "$T_DIR/O" "$T_DIR/A" "$T_DIR/B" 7 -- f
t_differ "$(cksum <"$T_DIR/want")" "$(cksum <"$T_DIR/A")"
t_end
)

t_begin 'GIT_DIR and GIT_WORK_TREE, from elsewhere'
start
theirs edit f 11 'theirs eleven'
ours edit f 2 'ours two'
cd "$T_DIR"
t_ok env GIT_DIR="$T_DIR/here/.git" GIT_WORK_TREE="$T_DIR/here" \
    git merge -q --no-edit side
t_equal 'theirs eleven' "$(sed -n 11p here/f)"
t_end

t_begin 'odd locales, umasks and core.autocrlf give the same bytes'
start
theirs edit f 11 'theirs eleven'
ours edit f 2 'ours two'
git branch before
t_ok git merge -q --no-edit side
want=$(git rev-parse HEAD:f)
for odd in LC_ALL=C.UTF-8 LC_ALL=xx_YY LANG=de_DE.UTF-8; do
	git reset -q --hard before
	t_ok env "$odd" git merge -q --no-edit side
	t_equal "$want" "$(git rev-parse HEAD:f)" "blob under $odd"
done
for mask in 000 077; do
	git reset -q --hard before
	(umask $mask && git merge -q --no-edit side)
	t_equal "$want" "$(git rev-parse HEAD:f)" "blob under umask $mask"
done
git reset -q --hard before
t_ok git -c core.autocrlf=true merge -q --no-edit side
t_equal "$want" "$(git rev-parse HEAD:f)" 'blob under core.autocrlf'
t_end
