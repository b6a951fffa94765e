#!/bin/sh
# Two clones rotate at once: nothing new is sealed until somebody joins the
# two sides, whose fingerprints he compared, or leaves one out.
. ./lib.sh
. ./team.inc

# Bob has rotated and pushed; Alice has rotated too.  $left and $right are the
# generations.
fork() {
	team_start alice bob
	team_clone bob
	t_ok git seal rotate --commit
	right=$(team_tip)
	right_fp=$(team_fingerprint "$right")
	git push -q
	team_go alice
	git config seal.identity "$T_DIR/alice.id"
	t_ok git seal rotate --commit
	left=$(team_tip)
}

merge() {
	git fetch -q
	# Both sides sealed the same files anew: either is right.
	git merge -q origin/main >/dev/null 2>&1 || :
	git checkout -q --ours -- '*.env'
	git add '*.env'
	git commit -qm merged
}

t_begin 'a fork: unchanged files stay, new content is refused'
fork
git fetch -q
t_status 1 git seal rotate
t_stderr 'was rotated on two branches'
t_stderr 'git seal rotate --join FINGERPRINT'
merge
t_clean
was=$(git rev-parse :b.env)
touch b.env
git add b.env
t_equal "$was" "$(git rev-parse :b.env)" 'an unchanged file'
echo 'A=2' >a.env
t_status 128 git add a.env
t_stderr 'rotated on two branches'
t_end

t_begin 'a join needs both sides, and the fingerprint of the other'
fork
git fetch -q
t_status 1 git seal rotate --join "$right_fp"
t_stderr 'git merge the branch that has it'
merge
t_status 1 git seal rotate --join 00
t_stderr 'one side of the fork has the fingerprint'
t_stderr "$(echo "$right_fp" | cut -c 1-4) $(echo "$right_fp" | cut -c 5-8)"
t_equal 2 "$(grep -c '^GIT-SEAL-KEY-1' .git/git-seal/keyrings/default)" keys
t_ok git seal rotate --join "$right_fp" --commit
join=$(team_tip)
grep -q "parent = $left" ".git-seal/default/generations/$join" ||
	t_fail 'the left side is no parent'
grep -q "parent = $right" ".git-seal/default/generations/$join" ||
	t_fail 'the right side is no parent'
t_equal "$join" "$(team_seals)" 'a.env'
t_clean
echo 'A=2' >a.env
git commit -qam more
t_equal "$join" "$(team_seals)" 'new content'
t_ok git seal status
team_keys
team_check "$T_DIR/keys"
git push -q
team_go bob
git pull -q
t_ok git seal status
t_file a.env 'A=2'
echo 'B=2' >b.env
git commit -qam bob
t_equal "$join" "$(team_seals b.env)" "bob's"
t_status 2 git seal rotate --join "$right_fp"
t_end

t_begin 'no fork, nothing to join'
team_start alice
t_status 2 git seal rotate --join 00
t_stderr 'there is no fork to join'
t_clean
t_end

t_begin 'the members of both sides count, but for the revoked'
team_start alice bob carol
team_clone bob
team_add dan
t_ok git seal rotate --commit
right_fp=$(team_fingerprint "$(team_tip)")
git push -q
team_go alice
git config seal.identity "$T_DIR/alice.id"
t_ok git seal revoke carol --commit
left=$(team_tip)
merge
t_ok git seal rotate --join "$right_fp" --commit
join=$(team_tip)
t_equal 3 "$(grep -c 'member = ' ".git-seal/default/generations/$join")" \
    'alice, bob, dan'
t_equal 3 "$(git ls-files ".git-seal/default/wraps/$join" | wc -l | tr -d ' ')"
# Dan could not see the edge from the left side without its key.
t_equal 3 "$(git ls-files ".git-seal/default/wraps/$left" | wc -l | tr -d ' ')"
git push -q
team_clone dan
t_file a.env 'A=1'
echo 'A=2' >a.env
git commit -qam dan
t_equal "$join" "$(team_seals)" 'as dan seals'
git clone -q "$T_DIR/hub.git" "$T_DIR/carol" 2>/dev/null
team_go carol
t_status 3 git seal unlock -i "$T_DIR/carol.id"
t_end

t_begin '--closing leaves the others out'
fork
merge
t_ok git seal rotate --closing --reason 'not ours' --accept-from HEAD --commit
new=$(team_tip | grep -v "$right" | grep -v "$left")
t_equal 1 "$(grep -c 'parent = ' ".git-seal/default/generations/$new")" parents
grep -q 'closing = yes' ".git-seal/default/generations/$new" ||
	t_fail 'not closing'
echo 'A=2' >a.env
git commit -qam more
t_equal "$new" "$(team_seals)" 'new content here'
t_ok git seal status
git push -q
# Others see three sides, until they are told whom to trust.
team_go bob
git pull -q
echo 'B=2' >b.env
t_status 128 git add b.env
echo 'B=1' >b.env
t_ok git seal unlock -i "$T_DIR/bob.id" --trust "$(team_fingerprint "$new")"
echo 'B=2' >b.env
git commit -qam bob
t_equal "$new" "$(team_seals b.env)" "bob's"
t_end

t_begin '--closing does not launder what the sides sealed'
fork
merge
git checkout -q origin/main -- a.env
t_status 1 git seal rotate --closing
t_stdout 'closed generation  a.env'
t_equal "$right" "$(team_seals a.env)" 'left alone'
t_end

t_begin '--closing that is reset away is simply gone'
fork
merge
t_ok git seal rotate --closing --accept-from HEAD
git reset -q --hard
echo 'A=2' >a.env
t_status 128 git add a.env
t_stderr 'rotated on two branches'
t_end

t_begin '--closing without a fork closes what came before'
team_start alice
t_ok git seal rotate --closing --commit
t_equal 'A=1' "$(git seal show HEAD~1:a.env)"
git checkout -q HEAD~1 -- a.env
t_status 1 git seal status
t_stdout 'closed generation'
t_status 1 git seal rotate
t_stdout 'closed generation  a.env'
git reset -q --hard
git push -q
git checkout -q HEAD~1
t_ok git seal status
t_status 1 git seal rotate --closing
t_stderr 'this is an older branch'
t_end
