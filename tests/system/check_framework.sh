#!/bin/sh
# The hooks of .pre-commit-hooks.yaml under the real pre-commit framework.
. ./lib.sh

t_begin 'pre-commit runs check --staged'
t_peer pre-commit
t_repo alpha
git seal init -q
git seal track -q '*.env' 2>/dev/null
# As a repository of its own, of nothing but the list of hooks.
git init -q "$T_DIR/hooks"
cp "$T_TOP/.pre-commit-hooks.yaml" "$T_DIR/hooks/"
git -C "$T_DIR/hooks" add -A
git -C "$T_DIR/hooks" commit -qm hooks
cat >.pre-commit-config.yaml <<-END
	repos:
	- repo: $T_DIR/hooks
	  rev: $(git -C "$T_DIR/hooks" rev-parse HEAD)
	  hooks:
	  - id: git-seal-check
END
"$T_PEER" install >/dev/null
echo 'A=1' >a.env
git add -A
t_ok git commit -qm one
git update-index --cacheinfo \
    "100644,$(echo 'A=2' | git hash-object -w --stdin),a.env"
t_status 1 git commit -qm two
t_stderr 'error: a.env: plain'
t_end
