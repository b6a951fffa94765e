#!/bin/sh
# What a developer does all day with sealed files, through the filter alone.
. ./lib.sh

start() {
	t_repo alpha
	t_ok git seal init
	printf '%s\n' '[attr]sealed filter=seal diff=seal merge=seal -text' \
	    '*.env sealed' 'secrets/** sealed' >.gitattributes
	mkdir -p secrets
}

t_begin 'an added file is sealed in the repository and readable in the tree'
start
echo 'A=1' >prod.env
t_ok git add .
t_stderr_is ''
t_ok git commit -qm one
t_sealed_blob HEAD:prod.env
t_file prod.env 'A=1'
t_clean
rm prod.env
t_ok git checkout -- prod.env
t_file prod.env 'A=1'
t_end

t_begin 'an unchanged file never shows as changed'
start
for i in 1 2 3 4 5 6 7 8 9; do echo "A=$i" >secrets/$i; done
git add .
git commit -qm one
touch secrets/* && t_clean
touch secrets/* && t_ok git add . && t_clean
t_equal '' "$(git diff --name-only HEAD)" 'changed files'
t_end

t_begin 'files of every length around the borders come back byte for byte'
start
for n in 0 1 2 15 16 17 21 22 31 32 33 64 1023 1024 1025 65483 65484 65485 \
    65515 65516 65517 131032 1048577; do
	head -c "$n" /dev/zero | tr '\0' 'x' >"secrets/text-$n"
	head -c "$n" /dev/urandom >"secrets/random-$n"
done
cp -r secrets "$T_DIR/copy"
t_ok git add .
t_ok git commit -qm one
rm -r secrets
t_ok git checkout -- .
for f in secrets/*; do
	t_same "$f" "$T_DIR/copy/${f#secrets/}"
	case $f in
	*-0) t_equal 0 "$(git cat-file -s "HEAD:$f")" 'size of the empty blob' ;;
	*) t_sealed_blob "HEAD:$f" ;;
	esac
done
t_clean
t_end

t_begin 'file names may hold anything'
start
nl='
'
for name in "a b" "quote\"'x" "tab	x" "new${nl}line" "trail$nl" "-dash" \
    "=eq" "*star" "[x]" "back\\slash" "\$HOME" "#hash" "!bang" "%f" \
    "$(printf 'latin\351')" ":(glob)x" "umlaut-ü"; do
	echo "secret of $name" >"secrets/$name"
done
cp -r secrets "$T_DIR/copy"
t_ok git add .
t_ok git commit -qm one
git ls-files -s secrets | while read -r _ id _; do
	t_sealed_blob "$id"
done
rm -r secrets
t_ok git checkout -- .
t_equal '' "$(diff -r secrets "$T_DIR/copy")" 'difference'
t_clean
t_end

t_begin 'branches, merges, rebases and stashes of sealed files work'
start
printf '1\n2\n3\n4\n5\n6\n7\n8\n9\n' >secrets/n
git add . && git commit -qm base
git checkout -qb side
echo side >secrets/side && git add . && git commit -qm side
echo side2 >secrets/side2 && git add . && git commit -qm side2
git checkout -q main
echo main >secrets/main && git add . && git commit -qm main
t_ok git merge -qm merged side
t_file secrets/side side
t_clean
git checkout -q side
t_ok git rebase -q main
t_clean
t_file secrets/main main
echo wip >>secrets/n
t_ok git stash -q
t_equal 9 "$(tail -n 1 secrets/n)" 'last line'
t_ok git stash pop -q
t_equal wip "$(tail -n 1 secrets/n)" 'last line'
t_end

t_begin 'git archive gives readable files to those who may read them'
start
echo 'A=1' >prod.env && git add . && git commit -qm one
git archive HEAD prod.env | tar -xO >"$T_DIR/out"
t_file "$T_DIR/out" 'A=1'
t_end

t_begin 'what is never sealed passes with one warning, however many there are'
t_repo alpha
git seal init -q
printf '%s\n' '[attr]sealed filter=seal diff=seal merge=seal -text' \
    '* sealed' >.gitattributes
mkdir -p a b
echo x >.gitignore && echo y >a/.gitignore && cp .gitattributes b/y
echo '*.o text' >a/.gitattributes
echo 'Ada <ada@example.org>' >.mailmap
t_ok git add .
t_equal 1 "$(grep -c 'never sealed, whatever' "$T_ROOT/err")" 'warnings'
t_ok git commit -qm one
for f in .gitattributes .gitignore a/.gitignore a/.gitattributes .mailmap; do
	t_plain_blob "HEAD:$f"
done
t_sealed_blob HEAD:b/y
for f in $(git ls-files .git-seal); do t_plain_blob "HEAD:$f"; done
t_end
