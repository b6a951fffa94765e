#!/bin/sh
# export-key: the generation that seals and those it came from, nothing else;
# and under a passphrase.
. ./lib.sh
. ./team.inc

t_begin 'a branch that was left behind is not exported'
team_start alice
root=$(team_seals a.env)
git checkout -q -b other
t_ok git seal rotate --commit
t_ok git seal export-key
t_equal 2 "$(grep -c '^GIT-SEAL-KEY-1' "$T_ROOT/out")" 'on the branch'
git checkout -q main
t_equal 2 "$(grep -c '^GIT-SEAL-KEY-1' .git/git-seal/keyrings/default)" 'held'
t_ok git seal export-key ../main.key
t_equal 1 "$(grep -c '^GIT-SEAL-KEY-1' ../main.key)" 'on main'
t_equal "$root" "$(team_roster id ../main.key)"
t_ok git seal rotate --commit
t_ok git seal export-key -f ../main.key
t_equal 2 "$(grep -c '^GIT-SEAL-KEY-1' ../main.key)" 'after a rotation'
t_end

t_begin 'what only a wrap opens is exported too'
team_start alice bob
t_ok git seal rotate --commit
t_ok git seal rotate --commit
git push -q
team_clone bob
t_ok git seal export-key ../bob.key
t_equal 3 "$(grep -c '^GIT-SEAL-KEY-1' ../bob.key)"
git clone -q "$T_DIR/hub.git" "$T_DIR/third"
cd "$T_DIR/third"
t_ok git seal unlock -q ../bob.key
t_file a.env 'A=1'
t_end

t_begin 'a fork exports what is trusted, with a warning'
team_start alice
git checkout -q -b other
t_ok git seal rotate --commit
git checkout -q main
t_ok git seal rotate --commit
git merge -q -X ours --no-edit other >/dev/null 2>&1
t_ok git seal export-key ../a.key
t_stderr 'git-seal: warning: the keyring'
t_stderr 'only what came before is exported'
t_equal 1 "$(grep -c '^GIT-SEAL-KEY-1' ../a.key)"
t_end

t_begin 'under a passphrase, and unlocked with it'
team_start
echo 'correct horse' >../pass
chmod 600 ../pass
t_status 3 git seal export-key --passphrase ../a.key
t_stderr 'the key file needs a passphrase'
t_missing ../a.key
t_ok git seal export-key --passphrase-file ../pass ../a.key
t_stdout 'who has it and the passphrase can read'
t_mode 600 ../a.key
t_equal '-----BEGIN AGE ENCRYPTED FILE-----' "$(head -n 1 ../a.key)"
git seal unwrap --passphrase-file ../pass <../a.key >../plain.key
t_same ../plain.key .git/git-seal/keyrings/default
git push -q
git clone -q "$T_DIR/hub.git" "$T_DIR/bob"
cd "$T_DIR/bob"
t_status 3 git seal unlock ../a.key
t_stderr "'../a.key': the age file needs a passphrase"
t_sealed a.env
printf '#!/bin/sh\necho wrong\n' >../ask
chmod +x ../ask
t_status 3 env GIT_ASKPASS=../ask git seal unlock ../a.key
t_stderr "'../a.key': wrong passphrase"
cat >../ask <<-'END'
	#!/bin/sh
	cat "${0%/*}/pass"
END
t_ok env GIT_ASKPASS="$T_DIR/ask" git seal unlock ../a.key
t_file a.env 'A=1'
t_ok git seal lock --force
t_ok sh -c "GIT_ASKPASS='$T_DIR/ask' git seal unlock - <../a.key"
t_file a.env 'A=1'
t_end
