#!/bin/sh
# show prints the plain document of a SOPS file, with the identities that SOPS
# would use and those of git-seal; what is not authentic is never printed.
. ./lib.sh
t_need age age-keygen /usr/bin/python3
/usr/bin/python3 -c 'import cryptography' 2>/dev/null ||
	t_skip 'there is no python3-cryptography'
unset SOPS_AGE_KEY SOPS_AGE_KEY_FILE SOPS_AGE_KEY_CMD
unset SOPS_AGE_SSH_PRIVATE_KEY_FILE SOPS_AGE_SSH_PRIVATE_KEY_CMD

sops() { # FORMAT WHO... <pairs
	/usr/bin/python3 "$T_TOP/tests/system/sops.py" "$@"
}
start() {
	age-keygen -o "$T_DIR/id" 2>/dev/null
	age-keygen -o "$T_DIR/other" 2>/dev/null
	who=$(age-keygen -y "$T_DIR/id")
	printf 'A=one\nB=two words\n' >"$T_DIR/pairs"
	sops env "$who" <"$T_DIR/pairs" >"$T_DIR/x.env"
}

t_begin 'each format, from a file and from standard input'
start
t_ok git seal show --no-index -i id x.env
t_stdout_is 'A=one
B=two words'
sops json "$who" <pairs >x.json
t_ok git seal show --no-index -i id x.json
t_stdout '"B": "two words"'
t_no_stdout sops
sops yaml "$who" <pairs >x.yaml
t_ok git seal show --no-index -i id x.yaml
t_stdout_is 'A: one
B: two words'
printf 'any text\n' | sops binary "$who" >x.bin
t_ok git seal show --no-index -i id x.bin
t_stdout_is 'any text'
for f in x.env x.json x.yaml x.bin; do
	t_ok sh -c "git seal show --no-index -i id - <$f"
	t_no_stdout sops
done
t_end

t_begin 'the identities that SOPS would use'
start
t_status 3 git seal show --no-index x.env
t_stderr "SOPS file 'x.env'"
t_stderr 'SOPS_AGE_KEY_FILE'
t_stdout_is ''
SOPS_AGE_KEY=$(grep AGE-SECRET id) t_ok git seal show --no-index x.env
SOPS_AGE_KEY="$(grep AGE-SECRET other) $(grep AGE-SECRET id)" \
    t_ok git seal show --no-index x.env
t_stdout 'A=one'
chmod 644 id
SOPS_AGE_KEY_FILE=id t_ok git seal show --no-index x.env
t_stderr 'others can read'
mkdir -p "$HOME/.config/sops/age"
cp id "$HOME/.config/sops/age/keys.txt"
t_ok git seal show --no-index x.env
t_stdout 'A=one'
XDG_CONFIG_HOME=$T_DIR/none t_status 3 git seal show --no-index x.env
SOPS_AGE_KEY_CMD="cat '$T_DIR/id'" t_ok git seal show --no-index x.env
t_stdout 'A=one'
SOPS_AGE_KEY_CMD=false t_status 3 git seal show --no-index x.env
t_stderr 'the command of SOPS_AGE_KEY_CMD failed (exit code 1)'
t_stdout_is ''
SOPS_AGE_KEY_FILE=missing t_status 5 git seal show --no-index x.env
t_stderr "SOPS_AGE_KEY_FILE: cannot open 'missing'"
t_end

t_begin 'git-seal identities, and ssh keys'
start
t_need ssh-keygen
mkdir -p "$HOME/.ssh"
ssh-keygen -q -t ed25519 -N '' -f "$HOME/.ssh/id_ed25519"
sops json "$(cat "$HOME/.ssh/id_ed25519.pub")" <pairs >s.json
t_ok git seal show --no-index s.json
t_stdout '"A": "one"'
GIT_SEAL_IDENTITY=$T_DIR/id t_ok git seal show --no-index x.env
t_stdout 'A=one'
git config --global seal.identity "$T_DIR/id"
t_ok git seal show --no-index x.env
t_end

t_begin 'in a commit, in the index, in a bare repository'
start
t_repo alpha
mkdir cfg
cp ../x.env cfg/prod.env
git add .
git commit -qm one
SOPS_AGE_KEY_FILE=$T_DIR/id
export SOPS_AGE_KEY_FILE
t_ok git seal show HEAD:cfg/prod.env
t_stdout 'A=one'
cd cfg
t_ok git seal show :./prod.env
t_stdout 'A=one'
git clone -q --bare ../../alpha ../../bare.git
cd ../../bare.git
t_ok git seal show HEAD:cfg/prod.env
t_stdout 'A=one'
unset SOPS_AGE_KEY_FILE
t_end

t_begin 'what was changed is not printed'
start
sops yaml "$who" <pairs >x.yaml
sed 's/^B: /C: /' x.yaml >renamed.yaml
t_status 4 git seal show --no-index -i id renamed.yaml
t_stderr "the value 'C' does not authenticate"
t_stdout_is ''
sed '/^B: /d' x.yaml >short.yaml
t_status 4 git seal show --no-index -i id short.yaml
t_stderr 'its MAC does not match'
t_stdout_is ''
sed '/^    mac: /d' x.yaml >nomac.yaml
t_status 4 git seal show --no-index -i id nomac.yaml
t_stderr 'it has no MAC'
printf 'P_unencrypted=seen\nQ=x\n' | sops env "$who" >p.env
t_ok git seal show --no-index -i id p.env
sed 's/=seen/=sewn/' p.env >q.env
t_status 4 git seal show --no-index -i id q.env
t_stdout_is ''
t_status 3 git seal show --no-index -i other x.env
t_stdout_is ''
t_end

t_begin 'what only the program sops can open is handed to it, or named'
start
sops env kms <pairs >k.env
PATH=$GS_BUILD:/usr/bin:/bin t_status 3 git seal show --no-index k.env
t_stderr 'its key is held by AWS KMS alone, which takes the program sops'
mkdir bin
cat >bin/sops <<'END'
#!/bin/sh
echo "$*" >&2
[ ! -e "$T_REFUSE" ] || exit 1
sed 's/^A=.*/A=opened/; /^sops_/d' "$6"
END
chmod +x bin/sops
T_REFUSE=$T_DIR/refuse PATH=$T_DIR/bin:$PATH \
    t_ok git seal show --no-index k.env
t_stdout 'A=opened'
t_stderr '--decrypt --input-type dotenv --output-type dotenv /dev/stdin'
: >refuse
T_REFUSE=$T_DIR/refuse PATH=$T_DIR/bin:$PATH \
    t_status 3 git seal show --no-index k.env
t_stdout_is ''
# Where a key of ours fits, the program is not asked.
sops env "$who" kms <pairs >both.env
T_REFUSE=$T_DIR/refuse PATH=$T_DIR/bin:$PATH \
    t_ok git seal show --no-index -i id both.env
t_no_stderr '--decrypt'
t_end

t_begin 'what is no SOPS file comes out as it is'
start
printf 'sops:\n  stage: test\n' >ci.yaml
t_ok git seal show --no-index ci.yaml
t_stdout_is 'sops:
  stage: test'
t_end
