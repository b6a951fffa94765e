#!/bin/sh
# Everything that can be wrong with a key that a user brings, each named as
# what it is and without a byte of it.
. ./lib.sh

# A repository beta that a.key opens, locked; the key's line is $line.
scene() {
	t_repo alpha
	git seal init -q
	echo '*.env filter=seal diff=seal -text' >.gitattributes
	echo secret >a.env
	git add .
	git commit -qm sealed
	git seal export-key -q ../a.key
	line=$(sed -n 's/^\(GIT-SEAL-KEY-1.*\)/\1/p' ../a.key)
	git clone -q . ../beta
	cd ../beta
	t_sealed a.env
}

# refused CODE TEXT: unlock ../bad.key fails so, changes nothing and does not
# quote the file.
refused() {
	chmod 600 ../bad.key
	t_status "$1" git seal unlock ../bad.key
	t_stderr 'git-seal: error: '
	t_stderr "$2"
	t_stderr "'../bad.key'"
	quotes_nothing
}

quotes_nothing() {
	t_no_stderr hunter2
	t_no_stderr "$(printf '%s' "$line" | cut -c 20-40)"
	t_sealed a.env
	t_missing .git/git-seal/keyrings/default
}

t_begin 'the key as it was exported, from a file, standard input, a variable'
scene
t_ok git seal unlock ../a.key
t_file a.env secret
git clone -q ../alpha ../gamma
cd ../gamma
t_ok sh -c 'git seal unlock - <../a.key'
t_file a.env secret
git clone -q ../alpha ../delta
cd ../delta
t_ok env GIT_SEAL_KEY="$line" git seal unlock
t_file a.env secret
t_end

t_begin 'harmless differences: mark, CR, blanks, no line end, lower case'
scene
for text in "$(printf '\357\273\277%s' "$line")" "$line$(printf '\r')" \
    "  $line	" "# a comment $line" "$(echo "$line" | tr '[:upper:]' '[:lower:]')" \
    "# git-seal keyring: default $line"; do
	git clone -q ../alpha clone
	printf '%s' "$text" >good.key
	chmod 600 good.key
	t_ok git -C clone seal unlock ../good.key
	t_file clone/a.env secret
	rm -r clone
done
t_end

t_begin 'empty, blank, garbage'
scene
: >../bad.key
refused 2 'is empty'
printf ' \r\n\t\n' >../bad.key
refused 2 'is empty'
echo '# a comment only' >../bad.key
refused 2 'holds no git-seal key'
echo 'hunter2' >../bad.key
refused 2 'is no git-seal key'
head -c 100000 /dev/urandom >../bad.key
refused 2 ''
echo 'AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ' >../bad.key
refused 2 'age identity'
t_end

t_begin 'one good line does not make bad ones good'
scene
printf '%s\nhunter2\n' "$line" >../bad.key
refused 2 'line 2'
t_end

t_begin 'cut, mistyped, quoted, with a literal line end, UTF-16'
scene
echo "$line" | cut -c -100 >../bad.key
refused 2 'cut short'
printf 'GIT-SEAL' >../bad.key
refused 2 'cut short'
echo "${line}Q" >../bad.key
refused 2 'too long'
printf '%s' "$line" | sed 's/.$//' >../bad.key
refused 2 'cut short'
last=${line#"${line%?}"}
other=q
[ "$last" != Q ] || other=P
printf '%s%s\n' "${line%?}" "$(echo "$other" | tr '[:lower:]' '[:upper:]')" >../bad.key
refused 2 'checksum'
printf '"%s"\n' "$line" >../bad.key
refused 2 'quot'
printf "'%s'\n" "$line" >../bad.key
refused 2 'quot'
printf '%s\\n\n' "$line" >../bad.key
refused 2 'literal \n'
printf '# git-seal keyring: default\\n%s\\n' "$line" >../bad.key
chmod 600 ../bad.key
git seal unlock ../bad.key >/dev/null 2>"$T_ROOT/err" || :
t_stderr 'literal \n'
if command -v iconv >/dev/null; then
	for code in UTF-16 UTF-16LE UTF-16BE; do
		iconv -f UTF-8 -t "$code" <../a.key >../bad.key
		refused 2 'UTF-16'
	done
fi
t_end

t_begin 'a variable is judged as a file is'
scene
t_status 2 env GIT_SEAL_KEY=hunter2 git seal unlock
t_stderr 'GIT_SEAL_KEY'
quotes_nothing
t_status 2 env GIT_SEAL_KEY="\"$line\"" git seal unlock
t_stderr 'GIT_SEAL_KEY'
t_stderr 'quot'
quotes_nothing
t_end

t_begin 'a file that others can read is refused with the chmod that mends it'
scene
cp ../a.key ../bad.key
for mode in 644 640 604 660 666 777 610; do
	chmod "$mode" ../bad.key
	t_status 2 git seal unlock ../bad.key
	t_stderr "'../bad.key' holds a key, and others can read it (mode 0$mode)"
	t_stderr "git-seal: hint: chmod 600 '../bad.key'"
	quotes_nothing
	t_mode "$mode" ../bad.key
done
chmod 400 ../bad.key
t_ok git seal unlock ../bad.key
t_no_stderr warning
t_end

(
t_begin 'one that the user cannot chmod is read, with one warning'
[ "$(id -u)" -eq 0 ] || t_skip 'only root can give a file away'
scene
cp ../a.key ../given.key
chmod 644 ../given.key
chown 12345 ../given.key
t_ok git seal unlock ../given.key
t_stderr "git-seal: warning: others can read '../given.key'"
t_equal 1 "$(grep -c warning "$T_ROOT/err")"
t_file a.env secret
t_end
)

(
t_begin 'on a read-only mount it is read, with one warning'
[ "$(id -u)" -eq 0 ] || t_skip 'only root can mount'
scene
mkdir ../secrets
mount -t tmpfs -o size=64k tmpfs ../secrets 2>/dev/null ||
	t_skip 'this machine does not let us mount'
cp ../a.key ../secrets/a.key
chmod 644 ../secrets/a.key
mount -o remount,ro ../secrets 2>/dev/null || {
	umount ../secrets
	t_skip 'this machine does not mount read-only'
}
# As containers do it: a link to the file.
ln -s secrets/a.key ../linked.key
t_ok git seal unlock ../linked.key
umount ../secrets
t_stderr "git-seal: warning: others can read '../linked.key'"
t_file a.env secret
t_end
)

t_begin 'a folder, a missing file, one that is too big'
scene
mkdir ../folder
t_status 2 git seal unlock ../folder
t_stderr "'../folder' is a folder"
quotes_nothing
t_status 5 git seal unlock ../missing.key
t_stderr "cannot open '../missing.key': No such file"
quotes_nothing
head -c 3000000 /dev/zero >../bad.key
refused 2 'too long'
t_status 2 git seal unlock /dev/zero
t_stderr "'/dev/zero' is too long"
t_status 2 sh -c 'git seal unlock - </dev/null'
t_stderr 'standard input is empty'
t_status 5 sh -c 'git-seal unlock - <&-'
t_stderr 'standard input'
quotes_nothing
t_end

t_begin 'a pipe is not judged by its mode'
scene
mkfifo -m 666 ../pipe
cat ../a.key >../pipe &
t_ok git seal unlock ../pipe
t_no_stderr warning
t_file a.env secret
wait
t_end

t_begin 'from a subfolder the file is where the user stands'
scene
mkdir -p x/y
cp ../a.key x/y/here.key
chmod 600 x/y/here.key
cd x/y
t_ok git seal unlock here.key
cd ../..
t_file a.env secret
t_end
