#!/bin/sh
# rotate: a new generation, everything sealed anew, staged as one commit's
# worth; what it may not touch it lists; what is undone is simply gone.
. ./lib.sh
. ./team.inc

t_begin 'a rotation: staged, wrapped for all, the tree untouched'
team_start alice bob
old=$(team_seals)
inode=$(stat -c %i a.env)
t_ok git seal rotate --reason quarterly
t_stdout 'wrapped for 2 recipients'
t_stdout 'sealed 2 files anew'
t_stderr 'git commit'
new=$(team_seals)
t_differ "$old" "$new" generation
t_equal "$new" "$(team_seals b.env)"
t_equal "$inode" "$(stat -c %i a.env)" 'the file itself'
t_equal '' "$(git diff --name-only)" 'unstaged changes'
t_equal 2 "$(git ls-files ".git-seal/default/wraps/$new" | wc -l | tr -d ' ')"
grep -q 'reason = quarterly' ".git-seal/default/generations/$new" ||
	t_fail 'no reason'
git commit -qm rotated
t_clean
# Git need not look into the files.
t_ok git -c filter.seal.process=false -c filter.seal.clean=false diff --quiet
t_ok git seal show HEAD~1:a.env
t_stdout_is 'A=1'
t_ok git seal status
team_keys
team_check "$T_DIR/keys"
git push -q
team_clone bob
t_file a.env 'A=1'
t_end

t_begin 'a reason that does not fit changes nothing'
team_start alice
t_status 2 git seal rotate --reason 'a "quote"'
t_stderr 'the reason does not fit'
t_clean
t_equal 1 "$(grep -c '^GIT-SEAL-KEY-1' .git/git-seal/keyrings/default)" keys
t_status 2 git seal rotate --accept nothing.env
t_stderr "'nothing.env' names no file"
t_status 2 git seal rotate --without nobody
t_stderr "--without 'nobody' names no member of keyring 'default'"
t_status 2 git seal rotate --accept-from nowhere
t_stderr "'nowhere' names no commit"
t_status 2 git seal rotate word
t_clean
t_end

t_begin '--commit commits exactly its files'
team_start alice bob
echo edited >>a.env
echo 'B=2' >b.env
git add b.env
echo new >new.env
git add new.env
echo plain >plain
git add plain
t_ok git seal rotate --commit
t_equal 'A' "$(git show --format= --name-status HEAD -- .git-seal |
    cut -f1 | sort -u)" 'what was added'
t_equal 'a.env' "$(git show --format= --name-only HEAD -- '*.env' plain)" 'others'
t_equal 'M a.env|M b.env|A new.env|A plain|' "$(git status --porcelain |
    sed 's/^ *//; s/  */ /' | tr '\n' '|')" status
t_equal 'B=1' "$(git seal show HEAD:b.env)" 'committed'
t_equal 'B=2' "$(git seal show :b.env)" 'staged'
t_equal 'edited' "$(tail -n 1 a.env)" 'edit'
git commit -qm mine
t_equal ' M a.env' "$(git status --porcelain)" status
t_end

t_begin '--commit amid a merge is refused before anything is made'
team_start alice
git checkout -qb side
t_commit side one
git checkout -q main
git merge -q --no-commit --no-ff side >/dev/null 2>&1
t_status 1 git seal rotate --commit
t_stderr '--commit would end the merge'
t_equal 1 "$(grep -c '^GIT-SEAL-KEY-1' .git/git-seal/keyrings/default)" keys
t_ok git seal rotate
git commit -qm merged
t_clean
t_end

t_begin 'reset, stashed or reverted it is gone, and nothing is sealed under it'
team_start alice
old=$(team_seals)
t_ok git seal rotate
git reset -q --hard
echo 'C=1' >c.env
git add c.env
t_equal "$old" "$(team_seals c.env)" 'after reset'
git commit -qm c
t_ok git seal rotate
git stash -q
echo 'D=1' >d.env
git add d.env
t_equal "$old" "$(team_seals d.env)" 'after stash'
git commit -qm d
t_ok git seal rotate --commit
git revert --no-edit HEAD >/dev/null
echo 'E=1' >e.env
git add e.env
t_equal "$old" "$(team_seals e.env)" 'after revert'
t_end

t_begin 'an older branch, a bare repository, no keys'
team_start alice
git branch older
t_ok git seal rotate --commit
git push -q
git checkout -q older
t_status 1 git seal rotate
t_stderr 'this is an older branch'
t_stderr 'git restore --source='
sh -c "$(grep -o 'git restore .*' "$T_ROOT/err")"
t_ok git seal rotate
team_go hub.git
t_status 5 git seal rotate
git clone -q . "$T_DIR/fresh" 2>/dev/null
team_go fresh
t_status 3 git seal rotate
t_clean
t_end

t_begin 'nobody, or somebody expired, is no obstacle'
team_start
t_ok git seal rotate --commit
t_stdout 'wrapped for 0 recipients'
team_keys
team_roster member "$T_DIR/keys/$(team_tip)" carol "$(team_who carol)" \
    --until 2020-01-01 >/dev/null
git add .git-seal
git commit -qm carol
t_ok git seal rotate --commit
t_stdout 'wrapped for 0 recipients'
grep -q 'member = ' ".git-seal/default/generations/$(team_tip)" ||
	t_fail 'carol is no member any more'
t_end

t_begin 'unmerged paths are passed over'
team_start alice
git checkout -qb side
echo 'A=side' >a.env
git commit -qam side
git checkout -q main
echo 'A=main' >a.env
git commit -qam main
git merge -q side >/dev/null 2>&1 || :
stages=$(git ls-files -u)
t_ok git seal rotate
t_equal "$stages" "$(git ls-files -u)" 'the conflict'
echo 'A=both' >a.env
git add a.env
git commit -qm both
t_equal "$(team_seals b.env)" "$(team_seals a.env)" generation
t_clean
t_end

t_begin 'plain and closed files are listed; reseal takes them after a look'
team_start alice bob
git cat-file blob :b.env >"$T_DIR/old.blob"
t_ok git seal revoke bob --commit
git update-index --cacheinfo \
    "100644,$(git hash-object -w --no-filters "$T_DIR/old.blob"),b.env"
git update-index --cacheinfo \
    "100644,$(git hash-object -w --no-filters a.env),a.env"
for command in 'seal rotate' 'seal reseal'; do
	# Split on purpose.
	# shellcheck disable=SC2086
	t_status 1 git $command
	t_stdout 'closed generation  b.env'
	t_stdout 'plain in index     a.env'
	t_stderr 'git seal reseal --accept PATH'
	t_equal "$(git hash-object --no-filters "$T_DIR/old.blob")" \
	    "$(git rev-parse :b.env)" 'the closed blob'
	t_plain_blob :a.env
done
t_status 1 git seal reseal --accept b.env
t_equal "$(team_tip)" "$(team_seals b.env)" generation
t_plain_blob :a.env
t_ok git seal reseal --accept a.env
t_equal "$(team_tip)" "$(team_seals a.env)" generation
t_equal 'A=1' "$(git seal show :a.env)" 'the file that was plain'
git reset -q HEAD -- b.env
git update-index --cacheinfo \
    "100644,$(git hash-object -w --no-filters a.env),a.env"
t_ok git seal rotate --accept a.env
t_equal "$(team_tip)" "$(team_seals a.env)" generation
t_end

t_begin '--accept-from takes what a commit holds byte for byte'
team_start alice bob
t_ok git seal revoke bob --commit
git checkout -q HEAD~1 -- a.env b.env
git update-index --cacheinfo "100644,$(printf 'B=evil\n' |
    python3 "$T_TOP/tests/system/seal.py" "$(ls "$T_DIR"/keys/*)" |
    git hash-object -w --stdin),b.env"
t_status 1 git seal reseal --accept-from HEAD~1
t_stdout 'closed generation  b.env'
t_no_stdout a.env
t_equal "$(team_tip)" "$(team_seals a.env)" generation
t_end
