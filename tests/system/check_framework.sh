#!/bin/sh
# The hooks of .pre-commit-hooks.yaml under the real pre-commit framework.
. ./lib.sh

# A repository of nothing but the list of hooks, and one that uses it.
start() {
	t_peer pre-commit
	git init -q "$T_DIR/hooks"
	cp "$T_TOP/.pre-commit-hooks.yaml" "$T_DIR/hooks/"
	git -C "$T_DIR/hooks" add -A
	git -C "$T_DIR/hooks" commit -qm hooks
	t_repo alpha
	git seal init -q 2>/dev/null
	git seal track -q '*.env' 2>/dev/null
	cat >.pre-commit-config.yaml <<-END
		repos:
		- repo: $T_DIR/hooks
		  rev: $(git -C "$T_DIR/hooks" rev-parse HEAD)
		  hooks:
		  - id: git-seal-check
		  - id: git-seal-check-push
	END
	echo 'A=1' >a.env
	git add -A
}

# stage PATH TEXT: as a client without filters would.
stage() {
	git update-index --add --cacheinfo \
	    "100644,$(printf '%s\n' "$2" | git hash-object -w --stdin),$1"
}

t_begin 'pre-commit runs check --staged'
start
"$T_PEER" install >/dev/null
t_ok git commit -qm one
stage a.env 'A=2'
t_status 1 git commit -qm two
t_stderr 'error: a.env: plain'
t_end

t_begin 'before a push: a first one, more, and one that is refused'
start
"$T_PEER" install -t pre-push >/dev/null
git init -q --bare ../server.git
git remote add origin ../server.git
stage a.env 'A=0'
git commit -qm plain
t_status 1 git push -q origin main
git commit -q --amend --no-edit a.env
t_sealed_blob HEAD:a.env
t_ok git push -q origin main
echo 'A=2' >a.env
git commit -qam two
t_ok git push -q origin main
stage a.env 'A=3'
git commit -qm plain
echo 'A=4' >a.env
git commit -qam 'sealed again'
t_status 1 git push -q origin main
grep -qF ':a.env: plain' "$T_ROOT/out" "$T_ROOT/err" || t_fail 'no finding'
git checkout -qb side HEAD~2
t_ok git push -q origin side
t_end

t_begin 'git-seal beside it: installed after it'
start
"$T_PEER" install >/dev/null
cp .git/hooks/pre-commit "$T_DIR/theirs"
t_ok git seal install-hooks
t_stdout 'kept, and run first: the pre-commit that was there'
t_ok git commit -qm one
t_stderr 'sealed files are sealed'
stage a.env 'A=2'
t_status 1 git commit -qm two
t_ok git seal install-hooks --undo
t_same .git/hooks/pre-commit "$T_DIR/theirs"
t_end

t_begin 'git-seal beside it: installed before it'
start
printf '#!/bin/sh\necho first >&2\n' >.git/hooks/pre-commit
chmod +x .git/hooks/pre-commit
cp .git/hooks/pre-commit "$T_DIR/first"
git seal install-hooks -q pre-commit
"$T_PEER" install >/dev/null
t_exists .git/hooks/pre-commit.legacy
t_ok git seal install-hooks pre-commit
t_stdout 'there already: pre-commit'
t_ok git commit -qm one
t_stderr 'first'
t_stderr 'sealed files are sealed'
stage a.env 'A=2'
t_status 1 git commit -qm two
t_stderr 'error: a.env: plain'
t_ok git seal install-hooks --undo pre-commit
t_same .git/hooks/pre-commit.legacy "$T_DIR/first"
"$T_PEER" uninstall >/dev/null
t_same .git/hooks/pre-commit "$T_DIR/first"
t_end
