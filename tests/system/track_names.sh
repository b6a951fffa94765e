#!/bin/sh
# A file is tracked under the very name that it has, whatever that name is.
. ./lib.sh

# The filter that Git's attributes give ${1}.
filter_of() {
	git check-attr -z filter -- "$1" | tr '\0' '\n' | tail -n 1
}

nl='
'
tab=$(printf '\t')
bad=$(printf '\377\376')
for name in 'plain.env' 'with space' ' lead' 'trail ' "tab${tab}x" \
    "new${nl}line" '#comment' '!bang' '!' '-dash' '*' '**' '?' 'a[1].env' \
    '[attr]x' 'back\slash' 'quo"te' '"quoted"' "o'clock" "bytes$bad.bin" \
    'ümlaut' "bell$(printf '\a')" 'a b*c?d[e]f\g"h' 'sealed' '-text' \
    'dir with [x]/#deep "name"' '.env' "x\\"; do
	t_begin "tracked by name: $(printf %s "$name" | tr '\n\t\a' '???')"
	t_repo alpha
	git seal init -q
	case $name in */*) mkdir "${name%/*}" ;; esac
	echo secret >"./$name"
	echo other >other
	echo one >a1.env
	t_ok git seal track -- "$name"
	t_stdout '1 file covered:'
	t_equal seal "$(filter_of "$name")" 'filter'
	t_equal unspecified "$(filter_of other)" 'filter of another file'
	t_equal unspecified "$(filter_of a1.env)" 'filter of a1.env'
	cp .gitattributes "$T_DIR/once"
	t_ok git seal track -- "$name"
	t_same .gitattributes "$T_DIR/once"
	git add -A
	t_sealed_blob ":$name"
	t_equal secret "$(git seal show ":$name")" 'what it opens to'
	git commit -qm one
	t_clean
	t_ok git seal status
	t_ok git seal untrack --plain -- "$name"
	t_plain_blob ":$name"
	t_missing .gitattributes
	git commit -qm two
	t_clean
	t_end
done

t_begin 'a name that does not exist is a pattern'
t_repo alpha
git seal init -q
echo 1 >one.env
echo 2 >two.env
mkdir deep
echo 3 >deep/three.env
echo x >one.txt
t_ok git seal track '*.env'
t_stdout '3 files covered:'
t_stdout 'deep/three.env'
t_no_stdout 'one.txt'
git add -A
for f in one.env two.env deep/three.env; do t_sealed_blob ":$f"; done
t_plain_blob :one.txt
t_end

t_begin 'a name in the index counts, without its file'
t_repo alpha
git seal init -q
echo 1 >'a[1]'
git add -A && git commit -qm one
rm 'a[1]'
t_ok git seal track 'a[1]'
t_file .gitattributes "$(printf '%s\n%s' \
    '[attr]sealed filter=seal diff=seal merge=seal -text' 'a\[1] sealed')"
t_sealed_blob ':a[1]'
t_end

t_begin 'a folder means all below it'
t_repo alpha
git seal init -q
mkdir -p 'se[c]/deep'
echo 1 >'se[c]/one'
echo 2 >'se[c]/deep/two'
mkdir sec
echo 3 >sec/one
t_ok git seal track 'se[c]'
t_stdout '2 files covered:'
git add -A
t_sealed_blob ':se[c]/one'
t_sealed_blob ':se[c]/deep/two'
t_plain_blob :sec/one
t_ok git seal track sec/
t_sealed_blob :sec/one
t_end
