#!/bin/sh
. ./lib.sh

t_begin 'the program says what it is'
t_ok git seal version
t_stdout 'git-seal '
t_ok git-seal --version
t_stdout 'git-seal '
t_end

t_begin 'without a command it explains itself, and fails'
t_status 2 git-seal
t_stdout_is ''
t_stderr 'usage: git seal COMMAND'
t_end

t_begin 'help lists every command, and explains each'
t_ok git-seal help
t_stdout 'unlock'
t_no_stdout 'smudge'
t_ok git-seal -h
t_stdout 'unlock'
t_ok git-seal help --all
t_stdout 'smudge'
git-seal help --all | sed -n 's/^    \([a-z-]*\) .*/\1/p' >commands
[ "$(wc -l <commands)" -gt 8 ] || t_fail 'help --all lists too little'
while read -r name; do
	t_ok git-seal help "$name"
	t_stdout "usage: git seal $name"
	t_stdout '--help'
	cp "$T_ROOT/out" explained
	t_ok git-seal "$name" -h
	t_same explained "$T_ROOT/out"
	t_ok git-seal "$name" --help
	t_same explained "$T_ROOT/out"
	# No line of help is wider than a terminal.
	[ -z "$(awk 'length > 80' explained)" ] ||
		t_fail "the help of $name has lines over 80 columns"
done <commands
t_end

t_begin 'what is mistyped is answered with what was meant'
t_status 2 git-seal unlok
t_stderr "git-seal: error: 'unlok' is not a git-seal command"
t_stderr "git-seal: hint: did you mean 'git seal unlock'?"
t_status 2 git-seal frobnicate
t_stderr "git-seal: hint: 'git seal help' lists the commands"
t_status 2 git-seal help statsu
t_stderr "did you mean 'git seal status'?"
t_status 2 git-seal export-key --froce
t_stderr "git-seal: error: unknown option '--froce'"
t_stderr "git-seal: hint: did you mean '--force'?"
t_status 2 git-seal init --json
t_stderr "unknown option '--json'"
t_stderr "'git seal init -h' explains the command"
t_status 2 git-seal --nonsense
t_stderr "unknown option '--nonsense'"
t_status 2 git-seal init -k
t_stderr "'-k' needs a value: NAME"
for name in '' .x a/b ../x -x 'a b' \
    aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; do
	t_status 2 git-seal init -k "$name"
	t_stderr 'is no name for a keyring'
done
t_status 2 git-seal "$(printf 'x\033[2J')"
t_stderr '\033[2J'
t_end

t_begin 'standard output that is closed or full is an error'
t_status 5 sh -c 'git-seal version >&-'
t_stderr 'git-seal: error: cannot write to standard output'
[ ! -e /dev/full ] || {
	t_status 5 sh -c 'git-seal help >/dev/full'
	t_stderr 'cannot write to standard output'
}
t_end

t_begin 'closed descriptors do not let a file take their place'
t_repo alpha
t_ok sh -c 'git-seal init <&- 2>&-'
t_status 5 sh -c 'git-seal export-key >&-'
t_stderr 'cannot write to standard output'
[ "$(find . -type f -exec grep -l GIT-SEAL-KEY-1 {} +)" = \
    ./.git/git-seal/keyrings/default ] || t_fail 'the key is in another file'
t_end

t_begin 'no repository is an error of its own'
t_status 5 git-seal init
t_stderr 'git-seal: error: not a git repository'
t_end

t_begin 'no git in PATH is an error that says so'
t_repo alpha
t_status 5 env PATH=/nonexistent "$GS_BUILD/git-seal" init
t_stderr "cannot start 'git'"
t_missing .git/git-seal
t_end

(
t_begin 'a repository of somebody else is refused in the words of git'
[ "$(id -u)" -eq 0 ] || t_skip 'only root can give a repository away'
t_repo alpha
chown -R 12345 .
t_status 5 git seal init
t_stderr 'dubious ownership'
chown -R 0 .
t_end
)

t_begin 'a bare repository has no tree to stage into'
t_repo alpha --bare
t_status 5 git seal init
t_stderr 'is bare'
t_missing git-seal
t_repo beta
cd .git
t_status 5 git seal init
t_stderr 'is the Git folder of one'
t_end
