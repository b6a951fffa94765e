#!/bin/sh
# import sops: every SOPS file of the repository becomes its plain document,
# sealed; all are opened and verified before anything is replaced.
. ./lib.sh
t_need age age-keygen /usr/bin/python3
/usr/bin/python3 -c 'import cryptography' 2>/dev/null ||
	t_skip 'there is no python3-cryptography'
unset SOPS_AGE_KEY SOPS_AGE_KEY_FILE SOPS_AGE_SSH_PRIVATE_KEY_FILE

sops() { # FORMAT WHO... <pairs
	/usr/bin/python3 "$T_TOP/tests/system/sops.py" "$@"
}
start() {
	age-keygen -o "$T_DIR/id" 2>/dev/null
	age-keygen -o "$T_DIR/peer" 2>/dev/null
	who=$(age-keygen -y "$T_DIR/id")
	peer=$(age-keygen -y "$T_DIR/peer")
	robot=$(age-keygen 2>/dev/null | age-keygen -y)
	SOPS_AGE_KEY_FILE=$T_DIR/id
	export SOPS_AGE_KEY_FILE
	t_repo alpha
	mkdir -p cfg/deep
	printf 'A=one\n' | sops env "$who" "$peer" >prod.env
	printf 'k=v\n' | sops yaml "$who" "$peer" >cfg/deep/app.yaml
	printf 'k=v\n' | sops json "$who" >cfg/data.json
	printf 'any\ntext\n' | sops binary "$who" >cfg/blob
	cat >.sops.yaml <<-END
		keys:
		  - &ada $who
		  - $peer # pat
		  - &robot $robot
		creation_rules:
		  - path_regex: '^cfg/.*\.(yaml|json)\$'
		    key_groups: [{age: [*ada]}]
	END
	echo 'forgotten: yes' >cfg/plain.yaml
	echo 'lastmodified and sops: words' >README.md
	git add -A
	git commit -qm start
}

t_begin 'all files become plain documents, sealed, in one staged change'
start
t_ok git seal import sops --dry-run
t_stdout 'would seal prod.env'
t_stdout 'would seal cfg/deep/app.yaml'
t_no_stdout README.md
t_stdout "git seal grant ada $who"
t_equal '' "$(git status --porcelain)" 'a dry run changes nothing'
t_ok git seal import sops
t_stdout 'imported 4 files from sops'
t_stdout "git seal grant ada $who"
t_stdout "git seal grant pat $peer"
t_stdout "git seal grant robot $robot"
t_stderr "'cfg/plain.yaml' is named by a rule of .sops.yaml and not encrypted"
t_no_stderr "'cfg/data.json'"
t_no_stderr "'README.md'"
t_file cfg/plain.yaml 'forgotten: yes'
for f in prod.env cfg/deep/app.yaml cfg/data.json cfg/blob; do
	t_sealed_blob ":$f"
done
t_file prod.env 'A=one'
t_file cfg/deep/app.yaml 'k: v'
t_file cfg/blob 'any
text'
git commit -qm imported
t_equal '' "$(git status --porcelain)" 'clean'
t_ok git seal status
# What was there before still opens.
t_ok git seal show HEAD~1:prod.env
t_stdout 'A=one'
t_ok git seal import sops
t_stdout 'nothing to import from sops'
t_end

t_begin 'nobody is granted who was not asked for; --grant grants them all'
start
t_ok git seal import sops -q
t_equal 0 "$(git ls-files .git-seal/default/members | wc -l | tr -d ' ')"
git reset -q --hard
rm -rf .git/git-seal
t_ok git seal import sops --grant
git commit -qm imported
git clone -q . ../beta
cd ../beta
t_ok git seal unlock -i ../peer
t_file prod.env 'A=one'
t_end

t_begin 'one file that does not open stops all, by name'
start
sed 's/^k: /l: /' cfg/deep/app.yaml >x
mv x cfg/deep/app.yaml
git commit -qam change
t_status 4 git seal import sops
t_stderr "SOPS file 'cfg/deep/app.yaml'"
t_stderr '1 file cannot be opened; nothing was changed'
t_equal '' "$(git status --porcelain)" 'nothing was changed'
printf 'B=two\n' | sops env "$peer" >other.env
git checkout -q HEAD~1 -- cfg
git add other.env
git commit -qam other
t_status 3 git seal import sops
t_stderr "SOPS file 'other.env'"
t_missing .git-seal
t_end

t_begin 'a file with changes of the user is not overwritten'
start
printf 'A=mine\n' >prod.env
t_status 1 git seal import sops
t_stderr 'prod.env'
t_file prod.env 'A=mine'
t_end

t_begin 'a file that was decrypted in place is taken as it is'
start
printf 'A=one\n' >prod.env
t_ok git seal import sops
git commit -qm imported
t_equal '' "$(git status --porcelain)" 'clean'
t_file prod.env 'A=one'
t_end
