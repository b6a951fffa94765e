#!/bin/sh
# What the shells offer after a TAB, asked of the shells themselves.
. ./lib.sh

made=$GS_BUILD/completion
[ -f "$made/git-seal" ] || t_skip 'the completion was not built'

# bash_says LINE: what Git's own completion answers, which loads ours by name.
cat >"$T_ROOT/ask.bash" <<'END'
. /usr/share/bash-completion/bash_completion
_completion_loader git
_completion_loader git-seal
COMP_LINE=$1 COMP_POINT=${#1} COMP_TYPE=9 COMP_KEY=9
read -ra COMP_WORDS <<<"$1"
[[ $1 == *' ' ]] && COMP_WORDS+=('')
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
COMPREPLY=()
compopt() { :; }
case ${COMP_WORDS[0]} in
git) __git_wrap__git_main git ;;
*) _git_seal ;;
esac
printf '%s\n' "${COMPREPLY[@]}" | sed 's/ *$//'
END

(
t_begin 'bash'
t_need bash
[ -f /usr/share/bash-completion/completions/git ] ||
	t_skip "Git's own completion for bash is not installed"
mkdir -p "$HOME/.local/share/bash-completion/completions"
cp "$made/git-seal" "$HOME/.local/share/bash-completion/completions"
t_repo alpha
git seal init -q -k prod
for line in 'git seal unl' 'git -C . seal unl' 'git-seal unl'; do
	t_ok bash "$T_ROOT/ask.bash" "$line"
	t_stdout_is unlock
done
t_ok bash "$T_ROOT/ask.bash" 'git seal '
t_stdout export-key
t_no_stdout smudge
t_ok bash "$T_ROOT/ask.bash" 'git seal init --k'
t_stdout_is --keyring
t_ok bash "$T_ROOT/ask.bash" 'git seal init -k '
t_stdout_is prod
t_ok bash "$T_ROOT/ask.bash" 'git seal help unl'
t_stdout_is unlock
: >some.key
t_ok bash "$T_ROOT/ask.bash" 'git seal export-key so'
t_stdout_is some.key
t_end
)

(
t_begin 'zsh'
t_need zsh expect
mkdir functions
cp "$made/_git-seal" functions
t_repo alpha
git seal init -q -k prod
cat >../ask.exp <<'END'
	set timeout 10
	log_user 0
	spawn -noecho env TERM=dumb zsh -f -i
	send "PS1='now> '; unsetopt zle_bracketed_paste; fpath=(../functions \$fpath); autoload -Uz compinit; compinit -u -D; echo rea''dy\r"
	expect "ready\r"
	foreach {line want} {
		"git seal unl" "git seal unlock "
		"git-seal unl" "git-seal unlock "
		"git seal init --keyr" "git seal init --keyring="
		"git seal init -k p" "git seal init -k prod "
		"git seal help unl" "git seal help unlock "
	} {
		send "\025${line}\t"
		expect {
			-ex $want { puts "ok: $line" }
			timeout { puts "no: $line" }
		}
		send "\003"
		expect -ex "now> "
	}
END
t_ok expect ../ask.exp
t_no_stdout 'no: '
t_stdout 'ok: git seal unl'
t_stdout 'ok: git seal help unl'
t_end
)

(
t_begin 'fish'
t_need fish
mkdir -p "$HOME/.config/fish/completions" "$HOME/.config/fish/conf.d"
cp "$made/git-seal.fish" "$HOME/.config/fish/completions"
cp "$T_TOP/contrib/completion/git-seal.conf.fish" "$HOME/.config/fish/conf.d"
t_repo alpha
git seal init -q -k prod
for line in 'git seal unl' 'git -C . seal unl' 'git-seal unl'; do
	t_ok fish -c "complete -C '$line'"
	t_stdout 'unlock	'
	t_no_stdout export-key
done
t_ok fish -c "complete -C 'git seal '"
t_stdout 'export-key	'
t_no_stdout smudge
t_ok fish -c "complete -C 'git seal init -k '"
t_stdout 'prod	'
t_ok fish -c "complete -C 'git seal help unl'"
t_stdout_is unlock
: >some.key
t_ok fish -c "complete -C 'git seal export-key so'"
t_stdout_is some.key
t_end
)
