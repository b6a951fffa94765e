#!/bin/sh
# reseal brings the index to today's keys and attributes; files stay.
. ./lib.sh

start() {
	t_repo alpha
	git seal init -q
	git seal track -q '*.env' 2>/dev/null
	i=0
	while [ $i -lt 200 ]; do
		echo "KEY_$i=the same value again and again"
		i=$((i + 1))
	done >a.env
	echo 'B=2' >b.env
	t_backdate a.env b.env
	git add -A && git commit -qm one
}

t_begin 'nothing to do'
start
was=$(git write-tree)
t_ok git seal reseal
t_stdout 'all files are sealed as they should be'
t_equal "$was" "$(git write-tree)" 'tree'
t_clean
t_end

t_begin 'compression and padding as the attributes say today'
start
n=$(git cat-file -s :a.env)
echo '*.env seal-pad=4096 -seal-compress' >>.gitattributes
t_ok git seal reseal
t_stdout 'sealed 2 files anew, staged: commit them'
t_equal 0 $((($(git cat-file -s :a.env) - 32) % 4096)) 'a multiple'
[ "$(git cat-file -s :a.env)" -gt "$n" ] || t_fail 'still compressed'
git seal show :a.env >"$T_DIR/got"
t_same a.env "$T_DIR/got"
git add -A && git commit -qm two
t_clean
t_ok git seal reseal
t_stdout 'as they should be'
t_end

t_begin 'Git need not look into the files afterwards'
start
echo '*.env seal-pad=64' >>.gitattributes
t_ok git seal reseal
# A filter that fails would be seen.
t_ok git -c filter.seal.process=false -c filter.seal.clean=false \
    diff --quiet -- '*.env'
t_end

t_begin 'only the paths named, from a subfolder'
start
mkdir sub
echo 1 >sub/c.env
git add -A && git commit -qm two
echo '*.env seal-pad=64' >>.gitattributes
cd sub
t_ok git seal reseal -v .
t_stdout 'sealed anew c.env'
cd ..
t_equal 'M  sub/c.env' "$(git status --porcelain -- '*.env')" 'status'
t_status 1 git seal reseal nothing
t_stderr 'no file there is to be sealed'
t_end

t_begin 'edits that are not staged stay so'
start
echo '*.env seal-pad=64' >>.gitattributes
echo 'B=3' >b.env
t_ok git seal reseal
t_equal 'B=2' "$(git seal show :b.env)" 'staged'
t_equal 'MM b.env' "$(git status --porcelain b.env)" 'status'
t_end

t_begin 'plain files are listed and left alone'
start
git update-index --cacheinfo \
    "100644,$(git hash-object -w --no-filters b.env),b.env"
t_status 1 git seal reseal
t_stdout 'plain in index     b.env'
t_stderr 'git seal status --fix'
t_plain_blob :b.env
t_end

t_begin 'damaged ones too, and the others go on'
start
git cat-file blob :b.env >"$T_DIR/blob"
printf x >>"$T_DIR/blob"
git update-index --cacheinfo \
    "100644,$(git hash-object -w --no-filters "$T_DIR/blob"),b.env"
echo '*.env seal-pad=64' >>.gitattributes
t_status 1 git seal reseal
t_stderr "'b.env' stays as it is: it is damaged"
t_stdout 'sealed 1 file anew'
t_equal "$(git hash-object "$T_DIR/blob")" "$(git rev-parse :b.env)" 'blob'
t_end

t_begin 'without the key'
start
git clone -q . "$T_DIR/beta"
cd "$T_DIR/beta"
t_status 3 git seal reseal
t_stderr 'git seal unlock'
t_clean
t_end
