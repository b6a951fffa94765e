#!/bin/sh
# What check says of attributes, generations and keys in the tree.
. ./lib.sh

start() {
	t_repo alpha
	git seal init -q
	git seal track -q '*.env' 2>/dev/null
	echo 'A=1' >a.env
	git add -A && git commit -qm one
}

for trap in text ident seal-pad=17 seal-keyring=no/name; do
	t_begin "a trap: $trap"
	start
	echo "*.env $trap" >>.gitattributes
	git add .gitattributes
	t_status 1 git seal check --staged
	t_stdout "error: a.env: Git would change its sealed bytes, or it"
	t_stdout "(${trap%%=*})"
	git commit -qm trap
	t_status 1 git seal check --range HEAD~1..
	t_end
done

t_begin 'a pattern that covers what is never sealed'
start
echo '* sealed' >>.gitattributes
echo x >.gitignore
git add -A 2>/dev/null
t_status 1 git seal check --staged
t_stdout 'error: .gitattributes: a pattern covers what is never sealed'
t_stdout 'error: .gitignore: a pattern covers what is never sealed'
t_stdout 'error: .git-seal: a pattern covers what is never sealed'
t_end

t_begin 'covered only where upper and lower case are one'
start
git config core.ignorecase true
echo 'B=2' >B.ENV
git add B.ENV
t_status 1 git seal check --staged
t_stdout 'error: B.ENV: sealed, and no attribute says so'
t_end

t_begin 'a rotation without its generation file'
start
git seal rotate -q
git commit -qm 'in part' -- a.env
t_status 1 git seal check HEAD
t_stdout ':a.env: sealed by a generation that .git-seal/ does not carry'
t_stdout 'hint: git add .git-seal'
t_ok git seal check
git commit -qm 'the rest'
t_ok git seal check HEAD
t_end

t_begin 'a hook sees what a partial commit leaves out'
start
cp "$T_TOP/hooks/pre-commit" .git/hooks/
git seal rotate -q
t_status 1 git commit -qm 'in part' -- a.env
t_stderr 'error: a.env: sealed by a generation that .git-seal/ does not'
t_ok git commit -qm 'all of it'
t_end

t_begin 'the trunk has the generation, this branch not yet'
start
git clone -q . ../server.git --bare
git remote add origin ../server.git
git fetch -q
git checkout -qb old
git checkout -q main
git seal rotate -q
git commit -qm rotated
git push -q origin main
git checkout -q old
git update-index --cacheinfo "100644,$(git rev-parse main:a.env),a.env"
t_ok git seal check --staged
t_stdout 'note: a.env: sealed by a generation that only the trunk carries'
t_stdout 'hint: merge the trunk'
t_end

t_begin 'a generation that the trunk carries goes'
start
git clone -q . ../server.git --bare
git remote add origin ../server.git
git fetch -q
git rm -rq --cached .git-seal
t_status 1 git seal check --staged
t_stdout 'a generation that the trunk carries is gone; hint: git restore'
t_stdout '--source=refs/remotes/origin/main --staged --worktree -- .git-seal'
t_stdout 'note: a.env: sealed by a generation that only the trunk carries'
t_end

t_begin 'a generation file changes, or is none'
start
file=$(echo .git-seal/default/generations/*)
echo '	note = later' >>"$file"
git add .git-seal
t_status 1 git seal check --staged
t_stdout "error: $file: a generation file never changes, and this one did"
git reset -q --hard
echo rubbish >"$file"
git add .git-seal
t_status 1 git seal check --staged
t_stdout "error: $file: no generation file"
t_end

t_begin 'two roots in one tree'
start
git init -q ../beta
(cd ../beta && git seal init -q)
cp ../beta/.git-seal/default/generations/* .git-seal/default/generations/
git add .git-seal
git seal lock -q --force
t_status 1 git seal check --staged
t_stdout 'error: .git-seal/default/generations/'
t_stdout 'one of several generations that none names as parent'
t_end

t_begin 'a planted root, where there is a key'
start
git init -q ../beta
(cd ../beta && git seal init -q)
cp ../beta/.git-seal/default/generations/* .git-seal/default/generations/
git add .git-seal
t_status 1 git seal check --staged
t_stdout 'a generation that nothing joins to those this clone trusts'
t_end

t_begin 'under another keyring'
start
git seal init -q -k prod
git add -A && git commit -qm prod
echo '*.env seal-keyring=prod' >>.gitattributes
git add .gitattributes
t_status 1 git seal check --staged
t_stdout 'error: a.env: sealed under a keyring that is not its own'
git seal lock -q --force
t_status 1 git seal check --staged
t_stdout 'error: a.env: sealed under a keyring that is not its own'
t_end

t_begin 'under a closed generation, where there is a key'
start
old=$(git rev-parse :a.env)
git seal rotate -q --closing
git commit -qm closing
t_ok git seal check
git update-index --cacheinfo "100644,$old,a.env"
t_status 1 git seal check --staged
t_stdout 'error: a.env: sealed by a generation that was closed'
git commit -qm back
t_status 1 git seal check --range HEAD~1..
t_stdout ':a.env: sealed by a generation that was closed'
t_ok git seal check HEAD~2
t_end

t_begin 'a key in plain content'
start
git seal export-key -q key.txt 2>/dev/null
git add key.txt
t_status 1 git seal check --staged
t_stdout 'error: key.txt: holds a secret key in plain text'
t_stdout "a git-seal keyring's line, line 2"
git rm -qf --cached key.txt
rm key.txt
git seal keygen -o id.txt 2>/dev/null
git add id.txt
t_status 1 git seal check --staged
t_stdout 'error: id.txt: holds a secret key in plain text (an age identity'
sed 's/^\(AGE-SECRET-KEY-1.\{20\}\)./\1Q/' id.txt >wrong.txt
git rm -qf --cached id.txt
git add wrong.txt
if ! cmp -s id.txt wrong.txt; then
	t_ok git seal check --staged
fi
t_end

t_begin 'the key inside its own box'
start
git seal export-key - >b.env
git add b.env 2>/dev/null
t_status 1 git seal check --staged
t_stdout 'error: b.env: holds a key of the very keyring that seals it'
git rm -qf --cached b.env
git seal keygen >b.env 2>/dev/null
git add b.env 2>/dev/null
t_ok git seal check --staged
t_end

t_begin 'wrong usage'
start
t_status 2 git seal check --staged --all
t_stderr 'exclude each other'
t_status 2 git seal check --format xml
t_stderr "there is no format 'xml'"
t_status 2 git seal check no-such-branch
t_stderr "there is no commit or tree 'no-such-branch'"
t_status 2 git seal check --range --output=x
for range in .. ..HEAD ...HEAD; do
	t_status 2 git seal check --range "$range"
	t_stderr "'$range' does not say where the range begins"
done
t_status 2 git seal check --range main..nowhere
t_stderr "'main..nowhere' names no commits here"
t_end
