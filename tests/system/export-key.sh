#!/bin/sh
. ./lib.sh

t_begin 'export-key writes the keyring, for the owner alone'
t_repo alpha
git seal init -q
cd ..
t_status 5 git seal export-key a.key
t_missing a.key
cd alpha
t_ok git seal export-key ../a.key
t_stdout "wrote the keyring 'default' to '../a.key'"
t_stderr_is ''
t_mode 600 ../a.key
t_same ../a.key .git/git-seal/keyrings/default
t_equal '# git-seal keyring: default' "$(head -n 1 ../a.key)"
mkdir -p sub
cd sub
t_ok git seal export-key -q ../../b.key
t_stdout_is ''
t_same ../../a.key ../../b.key
t_end

t_begin 'to standard output, with or without a dash'
t_repo alpha
git seal init -q
t_ok git seal export-key
t_same "$T_ROOT/out" .git/git-seal/keyrings/default
t_stderr_is ''
t_ok git seal export-key -
t_same "$T_ROOT/out" .git/git-seal/keyrings/default
t_missing ./-
t_end

t_begin 'a file that exists is not replaced without --force'
t_repo alpha
git seal init -q
echo mine >../a.key
ln -s a.key ../link.key
ln -s nowhere ../dangling.key
t_status 1 git seal export-key ../a.key
t_stderr "/a.key' is there already"
t_stderr 'git-seal: hint: --force replaces it'
t_file ../a.key mine
t_status 1 git seal export-key ../link.key
t_status 1 git seal export-key ../dangling.key
t_missing ../nowhere
t_file ../a.key mine
chmod 644 ../a.key
t_ok git seal export-key --force ../a.key
t_mode 600 ../a.key
t_same ../a.key .git/git-seal/keyrings/default
mkdir ../folder
t_status 2 git seal export-key --force ../folder
t_stderr "'../folder' is a folder"
t_end

t_begin 'a key in a work tree is warned of'
t_repo alpha
git seal init -q
mkdir ../plain
t_ok git seal export-key my.key
t_stderr "git-seal: warning: 'my.key' is a secret in a work tree"
t_repo beta
t_ok git -C ../alpha seal export-key ../beta/my.key
t_stderr 'a secret in a work tree'
t_ok git -C ../alpha seal export-key ../plain/my.key
t_no_stderr warning
t_ok git -C ../alpha seal export-key .git/my.key
t_no_stderr warning
t_end

t_begin 'the export is recorded'
t_repo alpha
git seal init -q
grep -q 'exported' .git/git-seal/state/default && t_fail 'recorded too early'
t_status 5 sh -c 'git-seal export-key >&-'
grep -q 'exported' .git/git-seal/state/default && t_fail 'recorded a failure'
t_ok git seal export-key
grep -q ' made exported$' .git/git-seal/state/default ||
	t_fail 'the export was not recorded'
t_end

t_begin 'without the key there is nothing to export'
t_repo alpha
t_status 3 git seal export-key ../a.key
t_stderr "git-seal: error: this clone has no keyring 'default'"
t_stderr 'git-seal: hint: git seal unlock'
git seal init -q
t_status 3 git seal export-key -k prod ../a.key
t_stderr "no keyring 'prod'"
: >.git/git-seal/locked
t_status 3 git seal export-key ../a.key
t_stderr 'this clone is locked'
t_missing ../a.key
t_end

t_begin 'each keyring by its name'
t_repo alpha
git seal init -q
git seal init -q -k prod
t_ok git seal export-key -k prod ../prod.key
t_same ../prod.key .git/git-seal/keyrings/prod
t_end

(
t_begin 'a full disk leaves no half key'
t_repo alpha
git seal init -q
[ -e /dev/full ] || t_skip 'there is no /dev/full'
t_status 5 git seal export-key /dev/full
t_stderr "cannot write '/dev/full'"
t_status 5 sh -c 'git-seal export-key >/dev/full'
t_stderr 'cannot write to standard output'
t_status 5 git seal export-key /nonexistent/a.key
t_stderr "cannot write '/nonexistent/a.key'"
t_end
)

t_begin 'a pipe with a name is written to'
t_repo alpha
git seal init -q
mkfifo ../pipe
cat ../pipe >../got &
t_ok git seal export-key ../pipe
wait
t_same ../got .git/git-seal/keyrings/default
t_end

t_begin 'a keyring that others can read is refused with the chmod'
t_repo alpha
git seal init -q
chmod 644 .git/git-seal/keyrings/default
t_status 2 git seal export-key
t_stderr "holds a key, and others can read it (mode 0644)"
t_stderr "git-seal: hint: chmod 600 '"
t_no_stdout GIT-SEAL-KEY
chmod 600 .git/git-seal/keyrings/default
t_ok git seal export-key
t_end

t_begin 'a damaged keyring is named, without a byte of it'
t_repo alpha
git seal init -q
echo 'hunter2' >>.git/git-seal/keyrings/default
t_status 4 git seal export-key
t_stderr "keyrings/default'"
t_no_stderr hunter2
t_no_stderr GIT-SEAL-KEY
t_end

(
t_begin 'a terminal is warned that it shows a key'
t_need expect
t_repo alpha
git seal init -q
cat >../tty.exp <<-'END'
	set timeout 20
	spawn -noecho git-seal export-key
	expect eof
END
t_ok expect ../tty.exp
t_stdout 'git-seal: warning: a key shows on this terminal'
t_stdout 'GIT-SEAL-KEY-1'
t_end
)
