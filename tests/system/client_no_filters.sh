#!/bin/sh
# A client that knows no filters (libgit2's, through pygit2; where that is not
# installed, what it does by Git's plumbing) works in an unlocked tree.
. ./lib.sh

if /usr/bin/python3 -c 'import pygit2' 2>/dev/null; then
	client=libgit2
else
	client=plumbing
fi

# client_add PATH...: into the index, as it is on disk.
client_add() {
	if [ $client = libgit2 ]; then
		/usr/bin/python3 - "$@" <<-'END'
			import sys, pygit2
			repo = pygit2.Repository(".")
			for path in sys.argv[1:]:
			    repo.index.add(path)
			repo.index.write()
		END
		return
	fi
	for path; do
		git update-index --add --cacheinfo "100644,$(
			git hash-object -w --no-filters -- "$path"),$path"
	done
}

# client_commit MESSAGE: no hook runs.
client_commit() {
	if [ $client = libgit2 ]; then
		/usr/bin/python3 - "$1" <<-'END'
			import sys, pygit2
			repo = pygit2.Repository(".")
			ada = pygit2.Signature("Ada Tester", "ada@example.org")
			repo.create_commit("HEAD", ada, ada, sys.argv[1],
			                   repo.index.write_tree(), [repo.head.target])
		END
		return
	fi
	git update-ref HEAD "$(echo "$1" | git commit-tree -p HEAD \
	    "$(git write-tree)")"
}

start() {
	git init -q --bare "$T_DIR/server.git"
	git -C "$T_DIR/server.git" seal install-hooks -q
	t_repo alpha
	git remote add origin ../server.git
	git seal init -q 2>/dev/null
	git seal track -q '*.env' 2>/dev/null
	echo 'A=1' >a.env
	git add -A && git commit -qm one
	git push -q origin main 2>/dev/null
	git seal install-hooks -q
}

t_begin "what $client stages is plain, and pre-commit refuses it"
start
echo 'A=2' >a.env
client_add a.env
t_plain_blob :a.env
t_status 1 git commit -qm two
t_stderr 'error: a.env: plain, although its attribute says sealed'
t_stderr 'hint: git seal status --fix'
t_ok git seal status --fix
t_ok git commit -qm two
t_sealed_blob HEAD:a.env
t_ok git push -q origin main
t_end

t_begin "what $client commits goes past pre-commit, and not past pre-push"
start
echo 'A=2' >a.env
client_add a.env
client_commit two
t_plain_blob HEAD:a.env
bad=$(git rev-parse --short=12 HEAD)
t_status 1 git push -q origin main
t_stderr "error: $bad:a.env: plain, although its attribute says sealed"
# Sealed again in the next commit it is in history all the same.
git seal status --fix >/dev/null
git commit -qm three
t_sealed_blob HEAD:a.env
t_status 1 git push -q origin main
t_stderr "error: $bad:a.env: plain"
t_end

t_begin 'and the server, which has no key, refuses it too'
start
echo 'A=2' >a.env
echo 'B=1' >b.env
client_add a.env b.env
client_commit two
bad=$(git rev-parse --short=12 HEAD)
t_status 1 git push -q --no-verify origin main
t_stderr "error: $bad:a.env: plain"
t_stderr "error: $bad:b.env: plain"
t_equal "$(git rev-parse HEAD~1)" "$(git -C ../server.git rev-parse main)"
t_status 1 git seal check --range origin/main..
git -C ../server.git cat-file -e "$(git rev-parse HEAD)" 2>/dev/null &&
	t_fail 'the server kept the commit'
git reset -q --soft HEAD~1
git seal status --fix >/dev/null
t_ok git commit -qm two
t_ok git push -q origin main
t_end

t_begin 'it also takes the .gitattributes away, and nobody is fooled'
start
git rm -q .gitattributes
echo 'A=2' >a.env
client_add a.env
client_commit two
t_status 1 git push -q --no-verify origin main
t_stderr ':a.env: sealed before, and plain now without the attribute'
t_end

t_begin 'what it checks out is sealed bytes, which Git takes for what they are'
start
echo 'A=2' >a.env
git commit -qam two
if [ $client = libgit2 ]; then
	/usr/bin/python3 - <<-'END'
		import pygit2
		repo = pygit2.Repository(".")
		repo.checkout_tree(repo.revparse_single("HEAD~1"),
		                   strategy=pygit2.GIT_CHECKOUT_FORCE)
		repo.set_head(repo.revparse_single("HEAD~1").id)
	END
else
	git checkout -q --detach HEAD~1
	git cat-file blob :a.env >a.env
fi
t_sealed a.env
t_clean
git add a.env
t_sealed_blob :a.env
t_ok git seal check
t_end
