#!/bin/sh
# grant: what it refuses, each with a clear word, an exit code, and nothing
# changed; what it does to a member who is there already.
. ./lib.sh
. ./team.inc
t_need age ssh-keygen

t_begin 'bad words, each named'
team_start alice
ssh-keygen -q -t ed25519 -N '' -f "$T_DIR/ed"
ssh-keygen -q -t ecdsa -N '' -f "$T_DIR/ec"
bob=$(team_who bob)
t_status 2 git seal grant
t_stderr 'takes a NAME'
t_status 2 git seal grant bob
t_status 2 git seal grant "$bob" "$bob"
t_stderr 'the NAME comes first'
t_status 2 git seal grant bob nowhere.pub
t_stderr "'nowhere.pub' is neither a recipient"
t_status 2 git seal grant bob age1qqqq
t_stderr 'cut short or mistyped'
t_status 2 git seal grant bob ssh-ed25519 AAAA
t_stderr 'put quotes around the whole line'
t_status 2 git seal grant bob "$(tail -n 1 "$T_DIR/bob.id")"
t_stderr 'a secret key: give its public half'
t_no_stderr AGE-SECRET-KEY-1
t_status 2 git seal grant bob "$T_DIR/bob.id"
t_stderr 'line 3: the recipient is an age identity'
t_status 2 git seal grant bob "$T_DIR/ed"
t_stderr "did you mean '$T_DIR/ed.pub'?"
t_status 2 git seal grant bob "$T_DIR/ec.pub"
t_stderr 'is an ECDSA key'
t_status 2 git seal grant bob "$T_DIR"
t_stderr 'is a folder'
: >"$T_DIR/empty"
t_status 2 git seal grant bob "$T_DIR/empty"
t_stderr 'holds no recipient'
t_status 2 git seal grant bob gpg:
printf 'hello\n%s\n' "$bob" >"$T_DIR/mixed"
t_status 2 git seal grant bob "$T_DIR/mixed"
t_stderr 'line 1: this is no recipient'
for name in 'a"b' 'a\b' 'a#b' 'a;b' ' a' 'a ' '' "$(printf 'a\tb')" \
    "$(printf 'a\033b')" "$(printf 'a\nb')" "$(printf 'a\303')"; do
	t_status 2 git seal grant "$name" "$bob"
	t_stderr 'holds what a member file cannot'
done
t_status 2 git seal grant bob "$bob" --note 'a # b'
t_status 2 git seal grant bob "$bob" --until tomorrow
t_stderr 'no date of the form YYYY-MM-DD'
t_status 2 git seal grant bob "$bob" --until 2020-01-01
t_stderr "'2020-01-01' is over"
t_status 3 git seal grant -k prod bob "$bob"
t_clean
t_equal 1 "$(git ls-files .git-seal/default/members | wc -l | tr -d ' ')" members
t_ok git seal grant 'Bøb Ōyama, 2nd' "$bob"
t_end

t_begin 'granted again: nothing, a new date, another name'
team_start alice
bob=$(team_who bob)
t_ok git seal grant bob "$bob" --commit
t_ok git seal grant bob "$bob" --commit
t_stdout 'nothing to do'
t_stderr_is ''
t_clean
t_status 1 git seal grant bert "$bob"
t_stderr "is a recipient of 'bob' already"
t_stderr "hint: a recipient has one name"
t_ok git seal grant bob "$bob" --until 2999-12-31 --note 'on loan' --commit
t_stdout "wrote the member file of 'bob'"
t_ok git seal members bob
t_stdout 'until 2999-12-31, on loan'
t_ok git seal grant bob "$bob" --commit
t_stdout 'nothing to do'
t_ok git seal grant bob "$bob" --until never --commit
t_ok git seal members bob
t_no_stdout until
t_stdout 'on loan'
t_ok git seal grant bob "$(team_who bob2)" --commit
t_equal 2 "$(grep -l 'name = bob$' .git-seal/default/members/* | wc -l | tr -d ' ')"
team_keys
team_check "$T_DIR/keys"
t_end

t_begin 'who expired gets no new wraps, and is granted again with a date'
team_start alice
team_keys
eve=$(team_who eve)
team_roster member "$T_DIR/keys/$(team_tip)" eve "$eve" --until 2020-01-01 >/dev/null
git add .git-seal
git commit -qm eve
t_ok git seal grant bob "$(team_who bob)" --commit
t_ok git seal rotate --commit
t_stdout 'wrapped for 2 recipients'
t_ok git seal members
t_stdout 'expired 2020-01-01'
t_status 1 git seal grant eve "$eve"
t_stderr "the access of 'eve' ended with 2020-01-01"
t_ok git seal grant eve "$eve" --until 2999-01-01 --commit
t_stdout 'added 2 missing wraps'
t_end

t_begin 'passphrases: nobody to ask, a second one'
team_start alice
t_status 3 git seal grant dave passphrase
t_stderr "the member 'dave' needs a passphrase"
t_clean
printf '#!/bin/sh\n' >"$T_DIR/ask"
chmod +x "$T_DIR/ask"
t_ok env GIT_ASKPASS="$T_DIR/ask" git seal grant dave passphrase --commit
t_stderr "The passphrase of the member 'dave', shown once: "
t_status 1 env GIT_ASKPASS="$T_DIR/ask" git seal grant dave passphrase
t_stderr "'dave' has a passphrase already"
t_ok env GIT_ASKPASS="$T_DIR/ask" git seal grant dave passphrase --force
t_equal 2 "$(git ls-files .git-seal/default/identities | wc -l | tr -d ' ')"
t_end

t_begin 'an identity that cannot be shown makes no member'
team_start alice
if [ -e /dev/full ]; then
	t_status 5 sh -c 'git-seal grant ci generate >/dev/full'
	t_clean
fi
t_status 5 sh -c 'git-seal grant ci generate >&-'
t_clean
t_end

t_begin 'only its own files are committed; a locked clone and an old branch'
team_start alice
git branch old
t_ok git seal rotate --commit
echo 'C=1' >c.txt
git add c.txt
t_ok git seal grant bob "$(team_who bob)" --commit
t_equal '' "$(git diff-tree -r --name-only --no-commit-id HEAD | grep -v '^\.git-seal/')"
t_equal 'A  c.txt' "$(git status --porcelain)"
t_equal "Grant 'bob' access" "$(git log -1 --format=%s)"
git commit -qm c
git push -q
git checkout -q old
t_status 1 git seal grant carol "$(team_who carol)"
t_stderr 'does not carry generation'
t_stderr 'git-seal: hint: git restore --source='
t_clean
git checkout -q main
t_ok git seal export-key ../all.key
t_ok git seal lock
t_status 3 git seal grant carol "$(team_who carol)"
t_end

t_begin 'the first grant of a repository without a commit'
t_repo alpha
git seal init -q
t_ok git seal grant bob "$(team_who bob)" --commit
t_equal 3 "$(git ls-tree -r --name-only HEAD | wc -l | tr -d ' ')"
t_clean
t_end

t_begin 'ten thousand recipients are the end'
team_start
/usr/bin/python3 - "$T_TOP" .git-seal/default/members <<-'END' || t_skip 'no python3'
	import hashlib, os, sys
	os.makedirs(sys.argv[2], exist_ok=True)
	for i in range(10000):
	    r = 'gpg:%040X' % i
	    h = hashlib.sha256(b'git-seal v1 recipient\0' + r.encode())
	    with open('%s/%s' % (sys.argv[2], h.hexdigest()[:16]), 'w') as f:
	        f.write('[member]\n\tversion = 1\n\tname = m%d\n'
	                '\trecipient = %s\n\ttag = 000000000000 %s\n'
	                % (i, r, '0' * 64))
END
git add .git-seal
t_status 4 git seal grant bob "$(team_who bob)"
t_stderr 'more than 10000 recipients'
t_end
