#!/bin/sh
# wrap and unwrap against the real age, both ways.
. ./lib.sh
t_need age age-keygen ssh-keygen expect

# Answer every question for a passphrase with $PASS; exit as the command does.
make_answer() {
	cat >"$T_DIR/answer.exp" <<-'END'
		set timeout 60
		log_user 0
		spawn -noecho {*}$argv
		expect {
			-re {assphrase[^\n]*: ?$} { send "$env(PASS)\r"; exp_continue }
			timeout { exit 124 }
			eof
		}
		exit [lindex [wait] 3]
	END
}

# A file of N bytes that is never the same.
some() {
	head -c "$1" /dev/urandom >"$2"
}

# Around a chunk; text is the same bytes again, so the ends are enough.
sizes() { # armor
	[ -z "$1" ] || echo 0 1 65537
	[ -n "$1" ] || echo 0 1 65535 65536 65537 1048576
}

both_ways() { # recipient identity
	for armor in '' -a; do
		for n in $(sizes "$armor"); do
			some "$n" plain
			# Split on purpose: $armor may be no word at all.
			# shellcheck disable=SC2086
			{
				git seal wrap $armor -r "$1" <plain >ours.age
				age $armor -r "$1" <plain >theirs.age
			}
			t_ok age -d -i "$2" ours.age
			t_same plain "$T_ROOT/out"
			t_ok git seal unwrap -i "$2" <theirs.age
			t_same plain "$T_ROOT/out"
			t_stderr_is ''
			t_ok git seal unwrap -i "$2" <ours.age
			t_same plain "$T_ROOT/out"
		done
	done
}

t_begin 'X25519, both ways'
umask 077
age-keygen -o id 2>/dev/null
both_ways "$(age-keygen -y id)" id
t_end

t_begin 'ssh-ed25519, both ways'
umask 077
ssh-keygen -q -t ed25519 -N '' -f id
both_ways "$(cat id.pub)" id
t_end

t_begin 'ssh-rsa, both ways'
umask 077
ssh-keygen -q -t rsa -b 2048 -N '' -f id
both_ways "$(cat id.pub)" id
t_end

t_begin 'a passphrase, both ways'
umask 077
make_answer
PASS='correct horse'
export PASS
echo "$PASS" >pass
for armor in '' -a; do
	some 65537 plain
	# shellcheck disable=SC2086
	{
		git seal wrap $armor --passphrase-file pass <plain >ours.age
		t_ok expect answer.exp age $armor -p -o theirs.age plain
	}
	t_ok expect answer.exp age -d -o opened ours.age
	t_same plain opened
	t_ok git seal unwrap --passphrase-file pass <theirs.age
	t_same plain "$T_ROOT/out"
	rm -f opened theirs.age
done
t_end

t_begin 'several recipients of several types, each opens it alone'
umask 077
age-keygen -o a 2>/dev/null
age-keygen -o b 2>/dev/null
ssh-keygen -q -t ed25519 -N '' -f c
ssh-keygen -q -t rsa -b 2048 -N '' -f d
age-keygen -o other 2>/dev/null
some 1000 plain
git seal wrap -r "$(age-keygen -y a)" -r "$(age-keygen -y b)" \
    -r "$(cat c.pub)" --recipient "$(cat d.pub)" <plain >ours.age
age -r "$(age-keygen -y a)" -r "$(age-keygen -y b)" -r "$(cat c.pub)" \
    -r "$(cat d.pub)" -a <plain >theirs.age
for id in a b c d; do
	t_ok age -d -i "$id" ours.age
	t_same plain "$T_ROOT/out"
	t_ok git seal unwrap -i "$id" <theirs.age
	t_same plain "$T_ROOT/out"
done
t_status 3 git seal unwrap -i other <theirs.age
t_stderr 'git-seal: error: no identity matched any of the 4 recipients'
t_stdout_is ''
t_ok git seal unwrap -i other -i c <theirs.age
t_end

t_begin 'keygen makes what age-keygen makes'
umask 022
t_ok git seal keygen -o id
t_mode 600 id
t_stdout_is ''
t_stderr "Public key: $(age-keygen -y id)"
t_equal "$(age-keygen -y id)" "$(sed -n 's/^# public key: //p' id)"
t_equal 3 "$(grep -c '' id)"
t_equal 1 "$(sed -n 1p id | grep -cE \
    '^# created: [0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}(Z|[+-][0-9:]{5})$')"
echo hello | age -r "$(age-keygen -y id)" >x.age
t_ok git seal unwrap -i id <x.age
t_stdout_is hello
cp id before
t_status 1 git seal keygen -o id
t_stderr "git-seal: error: 'id' is there already"
t_same id before
ln -s nowhere link
t_status 1 git seal keygen -o link
t_missing nowhere
t_ok git seal keygen
t_equal 1 "$(grep -c '^AGE-SECRET-KEY-1' "$T_ROOT/out")"
t_status 2 git seal keygen file
t_status 5 git seal keygen -o no/such/folder/id
t_end

t_begin 'keygen with a passphrase makes what age reads'
umask 077
make_answer
PASS='correct horse'
export PASS
echo "$PASS" >pass
t_ok git seal keygen -o id --passphrase-file pass
key=$(sed -n 's/^Public key: //p' "$T_ROOT/err")
t_equal '-----BEGIN AGE ENCRYPTED FILE-----' "$(sed -n 1p id)"
echo hello | git seal wrap -r "$key" >x.age
t_ok expect answer.exp age -d -i id -o opened x.age
t_file opened hello
t_ok git seal unwrap -i id --passphrase-file pass <x.age
t_stdout_is hello
t_end

t_begin 'identity files under a passphrase, as age -p makes them'
umask 077
make_answer
PASS='correct horse'
export PASS
echo "$PASS" >pass
echo wrong >wrong
age-keygen -o id 2>/dev/null
age-keygen 2>/dev/null >>id
for armor in '' -a; do
	# shellcheck disable=SC2086
	t_ok expect answer.exp age $armor -p -o locked id
	for nr in 1 2; do
		key=$(sed -n 's/^# public key: //p' id | sed -n "${nr}p")
		echo hello | age -r "$key" >x.age
		t_ok git seal unwrap -i locked --passphrase-file pass <x.age
		t_stdout_is hello
	done
	t_status 3 git seal unwrap -i locked <x.age
	t_stderr "identity 'locked' needs a passphrase"
	t_status 3 git seal unwrap -i locked --passphrase-file wrong <x.age
	t_stderr "wrong passphrase for identity 'locked'"
	rm locked
done
t_end

t_begin 'keygen warns of a secret in a work tree'
t_repo alpha
t_ok git seal keygen -o id
t_stderr "git-seal: warning: 'id' is a secret in a work tree"
t_ok git seal keygen -o .git/id
t_no_stderr warning
t_ok git seal keygen -o ../id
t_no_stderr warning
mkdir sub
cd sub
t_ok git seal keygen -o id
t_stderr warning
t_mode 600 id
t_end
