#!/bin/sh
# A member who has nothing but a passphrase.
. ./lib.sh

# GIT_ASKPASS answers with what stands in the file answer.
start() {
	t_repo alpha
	git seal init -q
	git seal track -q '*.env' 2>/dev/null
	echo 'A=1' >prod.env
	git add . && git commit -qm one
	printf 'correct horse battery' >"$T_DIR/pass"
	chmod 600 "$T_DIR/pass"
	git seal grant -q carol passphrase --passphrase-file "$T_DIR/pass" --commit
	git clone -q . "$T_DIR/beta"
	cd "$T_DIR/beta" || exit 1
	cat >"$T_DIR/ask" <<-END
		#!/bin/sh
		cat "$T_DIR/answer"
	END
	chmod +x "$T_DIR/ask"
	GIT_ASKPASS=$T_DIR/ask
	export GIT_ASKPASS
}

t_begin 'the right passphrase unlocks'
start
echo 'correct horse battery' >"$T_DIR/answer"
t_ok git seal unlock --passphrase carol
t_file prod.env 'A=1'
t_clean
t_end

t_begin 'a wrong passphrase is exit 3, says so, and changes nothing'
start
echo 'wrong horse' >"$T_DIR/answer"
t_status 3 git seal unlock --passphrase carol
t_stderr 'wrong passphrase'
t_sealed prod.env
t_missing .git/git-seal/keyrings/default
t_end

t_begin 'a member without a passphrase is named'
start
echo 'correct horse battery' >"$T_DIR/answer"
t_status 3 git seal unlock --passphrase dave
t_stderr "'dave'"
t_end

t_begin 'with nobody to ask it is a clear error, not a hang'
start
unset GIT_ASKPASS
t_status 3 git seal unlock --passphrase carol
t_stderr 'GIT_ASKPASS'
t_end

t_begin 'somebody else rotates for her without her passphrase'
start
cd "$T_DIR/alpha" || exit 1
unset GIT_ASKPASS
t_ok git seal rotate --commit
GIT_ASKPASS=$T_DIR/ask
export GIT_ASKPASS
cd "$T_DIR/beta" || exit 1
git pull -q 2>/dev/null
echo 'correct horse battery' >"$T_DIR/answer"
t_ok git seal unlock --passphrase carol
t_file prod.env 'A=1'
t_clean
t_end
