#!/bin/sh
# Passphrases on a terminal.
. ./lib.sh
t_need expect ssh-keygen

# talk.exp SEND COMMAND...: run it on a terminal of its own, send the lines of
# SEND (split at |) as answers; what the terminal showed goes to the file seen.
make_talk() {
	unset GIT_TERMINAL_PROMPT
	cat >"$T_DIR/talk.exp" <<-'END'
		set timeout 30
		log_user 0
		log_file -noappend -a seen
		set answers [split [lindex $argv 0] |]
		if {![llength $answers]} { set answers [list {}] }
		spawn -noecho {*}[lrange $argv 1 end]
		foreach answer $answers {
			expect {
				-re {: $} { send "$answer\r" }
				timeout { exit 124 }
				eof { set ended 1; break }
			}
		}
		if {![info exists ended]} {
			expect { eof {} timeout { exit 124 } }
		}
		exit [lindex [wait] 3]
	END
}

t_begin 'an answer is not shown'
make_talk
umask 077
ssh-keygen -q -t ed25519 -N 'correct horse' -f id
echo hello | git seal wrap -r "$(cat id.pub)" >x.age
t_ok expect talk.exp 'correct horse' \
    sh -c 'git seal unwrap -i id <x.age >out'
t_file out hello
grep -q "Passphrase of identity 'id': " seen || t_fail 'no question'
! grep -q horse seen || t_fail 'the answer was shown'
t_status 3 expect talk.exp wrong sh -c 'git seal unwrap -i id <x.age >out'
grep -q "wrong passphrase for identity 'id'" seen || t_fail 'not said'
t_file out ''
t_end

t_begin 'GIT_TERMINAL_PROMPT=0 keeps away from the terminal'
make_talk
umask 077
ssh-keygen -q -t ed25519 -N 'correct horse' -f id
echo hello | git seal wrap -r "$(cat id.pub)" >x.age
t_status 3 expect talk.exp '' \
    sh -c 'GIT_TERMINAL_PROMPT=0 git seal unwrap -i id <x.age'
grep -q 'no terminal to ask on' seen || t_fail 'not said'
t_end

t_begin 'a new passphrase is asked for twice'
make_talk
umask 077
echo hello >plain
t_ok expect talk.exp 'one two|one two' sh -c 'git seal wrap -p <plain >x.age'
echo 'one two' >pass
t_ok git seal unwrap --passphrase-file pass <x.age
t_stdout_is hello
t_status 2 expect talk.exp 'one two|one too' \
    sh -c 'git seal wrap -p <plain >y.age'
grep -q 'the two passphrases differ' seen || t_fail 'not said'
t_file y.age ''
t_end

t_begin 'an empty answer makes a strong one and shows it once'
make_talk
umask 077
echo hello >plain
t_ok expect talk.exp '' sh -c 'git seal wrap -p <plain >x.age'
tr -d '\r' <seen | sed -n 's/.*shown once: //p' >pass
t_equal 1 "$(grep -cE '^([a-z0-9]{5}-){4}[a-z0-9]{6}$' pass)"
t_ok git seal unwrap --passphrase-file pass <x.age
t_stdout_is hello
t_end

# The terminal's settings before and after, with a signal in between.
t_begin 'a signal leaves the terminal as it was'
make_talk
umask 077
ssh-keygen -q -t ed25519 -N 'correct horse' -f id
echo hello | git seal wrap -r "$(cat id.pub)" >x.age
cat >signal.exp <<'END'
set timeout 30
log_user 0
spawn -noecho sh -i
proc need {pattern what} {
	global expect_out
	expect {
		-re $pattern {}
		timeout { puts stderr "no $what"; exit 124 }
		eof { puts stderr "end instead of $what"; exit 125 }
	}
}
proc settings {} {
	global expect_out
	send "echo settings=`stty -g`=\r"
	need {settings=([0-9a-f:]+)=} "answer of stty"
	return $expect_out(1,string)
}
send "set -m; PS1='ready> '\r"
need {ready> $} prompt
set before [settings]
foreach key [list \003 \034 \032] {
	need {ready> $} prompt
	send "git-seal unwrap -i id <x.age >out\r"
	need {identity 'id': $} question
	send $key
	need {ready> $} "prompt after a signal"
	if {[settings] ne $before} { puts stderr "changed"; exit 1 }
}
need {ready> $} prompt
send "fg\r"
need {identity 'id': $} "question after it was stopped"
send "correct horse\r"
need {ready> $} "prompt at the end"
if {[settings] ne $before} { puts stderr "changed at the end"; exit 1 }
exit 0
END
t_ok expect signal.exp
t_file out hello
t_end
