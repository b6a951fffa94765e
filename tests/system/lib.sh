# tests/system/lib.sh: helpers for stories told with the real git.
#
#     . ./lib.sh
#
#     t_begin 'what must be true'     a case: fresh HOME, empty folder, cd there
#     t_repo alpha                    git init in it, cd into the work tree
#     t_status 3 git seal unlock x    run it; its exit code must be 3
#     t_stderr 'error: x'             its standard error holds this text
#     t_end                           the case is over and its folder removed
#
# Scripts run under `set -eu` with standard input from /dev/null: any other
# command that fails ends the file and fails the case, so nothing fails
# silently.  (Mind `a && b && c`: sh forgives all but the last; write lines.)
# A failed t_* check is noted, and the story goes on.
#
# A case that may have to be skipped alone stands in ( ... ): t_skip leaves the
# innermost subshell, or the file.  Names of this file begin with t_ or T_.
#
#     GS_BUILD   build folder to test (default: build); may be a sanitizer's
#     T_KEEP     set: folders are kept and named, for a look at what happened
#     T_TRACE    set: print every command (sh -x)

set -eu

T_TOP=$(cd ../.. && pwd -P)
GS_BUILD=${GS_BUILD:-build}
case $GS_BUILD in
/*) ;;
*) GS_BUILD=$T_TOP/$GS_BUILD ;;
esac
# Nothing of the caller's Git, locale or keys gets in.
for t_var in $(env | sed -n 's/^\(GIT_[A-Z0-9_]*\)=.*/\1/p') XDG_CONFIG_HOME \
    XDG_DATA_HOME XDG_RUNTIME_DIR GNUPGHOME GPG_TTY GPG_AGENT_INFO \
    SSH_AUTH_SOCK SSH_ASKPASS DISPLAY LANGUAGE CDPATH VISUAL GREP_OPTIONS \
    MAKEFLAGS MAKELEVEL MFLAGS; do
	unset "$t_var"
done
# Without a terminal of its own a story cannot hang on a question.
exec </dev/null
LC_ALL=C TZ=UTC TERM=dumb PAGER=cat EDITOR=false PATH=$GS_BUILD:$PATH
GIT_CONFIG_NOSYSTEM=1 GIT_TERMINAL_PROMPT=0 GIT_PAGER=cat
export LC_ALL TZ TERM PAGER EDITOR PATH GS_BUILD
export GIT_CONFIG_NOSYSTEM GIT_TERMINAL_PROMPT GIT_PAGER
umask 022

T_ROOT=$(mktemp -d "${TMPDIR:-/tmp}/gs-test.XXXXXX")
T_ROOT=$(cd "$T_ROOT" && pwd -P)
T_NR=0
# Git hides a filter's death well; a report in a file cannot be missed.
ASAN_OPTIONS=exitcode=99:log_path=$T_ROOT/sanitizer:${ASAN_OPTIONS:-}
UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1:log_path=$T_ROOT/sanitizer
LSAN_OPTIONS=exitcode=99:${LSAN_OPTIONS:-}
export ASAN_OPTIONS UBSAN_OPTIONS LSAN_OPTIONS
: >"$T_ROOT/failed"

# The last word of a file, however it ends: a case left open has failed.
t__exit() {
	t_code=$?
	trap - EXIT INT TERM HUP
	set +ex
	if [ -s "$T_ROOT/case" ]; then
		[ ! -s "$T_ROOT/err" ] ||
			sed 's/^/    stderr: /' "$T_ROOT/err" | tail -n 20
		t__reports
		[ -s "$T_ROOT/notes" ] ||
			echo "    stopped by a failing command (exit $t_code)"
		t__close
	fi
	if [ -s "$T_ROOT/failed" ]; then
		t_code=1
	fi
	cd / || :
	if [ -n "${T_KEEP:-}" ]; then
		echo "# kept: $T_ROOT"
	else
		t__agents
		chmod -R u+rwX "$T_ROOT" 2>/dev/null
		rm -rf "$T_ROOT"
	fi
	exit "$t_code"
}
trap t__exit EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# gpg leaves agents behind that would outlive their folder.
t__agents() {
	for t_home in "$T_ROOT"/*/home/.gnupg; do
		[ ! -d "$t_home" ] ||
			gpgconf --homedir "$t_home" --kill all 2>/dev/null || :
	done
}

# Judge the open case by what was noted; an abort counts as a note.
t__close() {
	echo "FAIL - $(cat "$T_ROOT/case")"
	echo x >>"$T_ROOT/failed"
	: >"$T_ROOT/case"
}

# t_begin TEXT: open a case in a folder of its own, $T_DIR, with a fresh HOME.
t_begin() {
	set +x
	[ ! -s "$T_ROOT/case" ] || t__close
	T_NR=$(($(cat "$T_ROOT/nr" 2>/dev/null || echo 0) + 1))
	echo "$T_NR" >"$T_ROOT/nr"
	printf '%s\n' "$1" >"$T_ROOT/case"
	: >"$T_ROOT/notes"
	: >"$T_ROOT/out"
	: >"$T_ROOT/err"
	T_DIR=$T_ROOT/$T_NR
	HOME=$T_DIR/home
	GIT_CONFIG_GLOBAL=$HOME/.gitconfig
	TMPDIR=$T_DIR/tmp
	GIT_CEILING_DIRECTORIES=$T_DIR
	export T_DIR HOME GIT_CONFIG_GLOBAL TMPDIR GIT_CEILING_DIRECTORIES
	mkdir -p "$HOME" "$TMPDIR"
	cat >"$GIT_CONFIG_GLOBAL" <<-END
		[user]
			name = Ada Tester
			email = ada@example.org
		[init]
			defaultBranch = main
		[protocol "file"]
			allow = always
		[gc]
			auto = 0
		[maintenance]
			auto = false
		[advice]
			detachedHead = false
	END
	cd "$T_DIR"
	[ -z "${T_TRACE:-}" ] || set -x
}

# Note what sanitizers wrote since the last case.
t__reports() {
	for t_file in "$T_ROOT"/sanitizer*; do
		[ ! -f "$t_file" ] || {
			t_fail "sanitizer report: $(head -n 40 "$t_file")"
			rm -f "$t_file"
		}
	done
}

# t_end: close the case; it passed if nothing was noted against it.
t_end() {
	set +x
	t__reports
	cd "$T_ROOT"
	if [ -s "$T_ROOT/notes" ]; then
		t__close
	else
		echo "ok - $(cat "$T_ROOT/case")"
		: >"$T_ROOT/case"
	fi
	if [ -z "${T_KEEP:-}" ]; then
		t__agents
		chmod -R u+rwX "$T_DIR"
		rm -rf "$T_DIR"
	fi
}

# t_skip REASON: leave the open case, else the file, without a verdict.
t_skip() {
	set +x
	echo "skip - $(cat "$T_ROOT/case" 2>/dev/null || echo "$0"): $1"
	: >"$T_ROOT/case"
	exit 0
}

# t_sanitized: the program under test is a sanitizer's build.
t_sanitized() {
	grep -q __asan_init "$GS_BUILD/git-seal"
}

# t_need PROGRAM...: skip where one is not installed, or cannot work here.
t_need() {
	for t_prog; do
		command -v "$t_prog" >/dev/null 2>&1 ||
			t_skip "$t_prog is not installed"
		case $t_prog in
		expect)
			expect -c 'spawn -noecho true' >/dev/null 2>&1 ||
				t_skip 'there are no pseudo-terminals here'
			;;
		strace)
			strace -o /dev/null true 2>/dev/null ||
				t_skip 'strace may not trace here'
			! t_sanitized ||
				t_skip "a sanitizer's leak check bears no tracer"
			;;
		esac
	done
}

# t_peer PROGRAM: $T_PEER is the one that `make peers` brought; skip without it.
t_peer() {
	T_PEER=$T_TOP/build/peers/bin/$1
	[ -x "$T_PEER" ] || T_PEER=$T_TOP/build/peers/venv/bin/$1
	[ -x "$T_PEER" ] || T_PEER=$T_TOP/build/peers/npm/node_modules/.bin/$1
	[ -x "$T_PEER" ] || t_skip "$1 is not in build/peers (make peers)"
}

# t_fail TEXT: note something against the open case.
t_fail() {
	printf '    %s\n' "$1"
	printf '%s\n' "$1" >>"$T_ROOT/notes"
}

# t_repo NAME [git-init option...]: a new repository $T_DIR/NAME; cd into it.
t_repo() {
	t_name=$1
	shift
	git init -q "$@" "$T_DIR/$t_name"
	cd "$T_DIR/$t_name"
}

# t_commit FILE TEXT [MESSAGE]: write the line TEXT to FILE and commit it.
t_commit() {
	case $1 in */*) mkdir -p "${1%/*}" ;; esac
	printf '%s\n' "$2" >"$1"
	git add -- "$1"
	git commit -q -m "${3:-$1}" -- "$1"
}

# t_status CODE COMMAND...: run it, keep what it prints, judge its exit code.
t_status() {
	t_want=$1
	shift
	t_got=0
	"$@" >"$T_ROOT/out" 2>"$T_ROOT/err" || t_got=$?
	if [ "$t_got" -ne "$t_want" ]; then
		t_fail "exit code $t_got, not $t_want: $*"
		sed 's/^/    stderr: /' "$T_ROOT/err" | head -n 20
	fi
}

# t_killed COMMAND...: run what will be killed, and wait until every child that
# it leaves behind has ended as well: they hold the pipe.  Its exit code is in
# $t_got.
t_killed() {
	{
		t_got=0
		"$@" 9>&1 >/dev/null 2>&1 || t_got=$?
		echo "$t_got" >"$T_ROOT/got"
	} | cat >/dev/null
	t_got=$(cat "$T_ROOT/got")
}

# t_ok COMMAND...: t_status 0.
t_ok() {
	t_status 0 "$@"
}

t__has() { # what file text
	grep -qF -e "$3" "$2" || {
		t_fail "$1 lacks: $3"
		sed "s/^/    $1: /" "$2" | head -n 20
	}
}

t__lacks() { # what file text
	if grep -qF -e "$3" "$2"; then
		t_fail "$1 must not hold: $3"
	fi
}

t__is() { # what file text
	t_is=$(cat "$2")
	[ "$t_is" = "$3" ] || t_fail "$1 is '$t_is', not '$3'"
}

# Of the last t_status: what it printed holds TEXT, lacks it, is it exactly
# (line ends at the end aside).  All texts are plain, no patterns.
t_stdout() { t__has stdout "$T_ROOT/out" "$1"; }
t_stderr() { t__has stderr "$T_ROOT/err" "$1"; }
t_no_stdout() { t__lacks stdout "$T_ROOT/out" "$1"; }
t_no_stderr() { t__lacks stderr "$T_ROOT/err" "$1"; }
t_stdout_is() { t__is stdout "$T_ROOT/out" "$1"; }
t_stderr_is() { t__is stderr "$T_ROOT/err" "$1"; }

# t_equal WANT GOT [WHAT]: two strings.
t_equal() {
	[ "$1" = "$2" ] || t_fail "${3:-value} is '$2', not '$1'"
}

# t_differ A B [WHAT]: two strings that must not be the same.
t_differ() {
	[ "$1" != "$2" ] || t_fail "${3:-value} is '$1' on both sides"
}

# t_same FILE FILE: equal byte for byte.
t_same() {
	cmp -s -- "$1" "$2" || t_fail "'$1' and '$2' differ"
}

# t_file FILE TEXT: FILE holds exactly the line TEXT.
t_file() {
	if [ -f "$1" ]; then
		t__is "'$1'" "$1" "$2"
	else
		t_fail "'$1' is not a file"
	fi
}

t_exists() { [ -e "$1" ] || t_fail "'$1' does not exist"; }
t_missing() {
	if [ -e "$1" ] || [ -L "$1" ]; then
		t_fail "'$1' exists"
	fi
}

# t_mode MODE FILE: permission bits, such as 600.
t_mode() {
	t_equal "$1" "$(stat -c %a -- "$2" 2>/dev/null || stat -f %Lp -- "$2")" \
	    "mode of '$2'"
}

t__magic() { # standard input begins with \0GITSEAL
	[ "$(head -c 8 | od -An -tx1 | tr -d ' \n')" = 004749545345414c ]
}

# Sealed or plain: a file of the work tree, or a blob that Git names (REV:PATH,
# :PATH for the index, an object id).
t_sealed() {
	{ [ -f "$1" ] && t__magic <"$1"; } || t_fail "'$1' is not sealed"
}
t_plain() {
	[ -f "$1" ] || {
		t_fail "'$1' is not a file"
		return 0
	}
	if t__magic <"$1"; then
		t_fail "'$1' is sealed"
	fi
}
t_sealed_blob() {
	git cat-file blob "$1" 2>/dev/null | t__magic ||
		t_fail "blob '$1' is not sealed"
}
t_plain_blob() {
	git cat-file -e "$1" 2>/dev/null || {
		t_fail "there is no blob '$1'"
		return 0
	}
	if git cat-file blob "$1" | t__magic; then
		t_fail "blob '$1' is sealed"
	fi
}

# t_clean: nothing to report for git status.
t_clean() {
	t_dirty=$(git status --porcelain)
	[ -z "$t_dirty" ] || t_fail "git status is not empty: $t_dirty"
}

# t_backdate FILE...: two seconds and more older than any index written now, so
# that Git trusts their stat data and no story has to sleep.
t_backdate() {
	touch -d '2020-01-01 00:00:00' -- "$@" 2>/dev/null ||
		touch -t 202001010000 -- "$@"
}
