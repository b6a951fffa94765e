#!/bin/sh
# Files that were encrypted with age by hand.
. ./lib.sh
t_need age age-keygen

files() {
	t_repo "$1"
	age-keygen -o "$T_DIR/id" 2>/dev/null
	to=$(age-keygen -y "$T_DIR/id")
	mkdir -p deep
	echo 'A=1' >a.env
	echo 'B=1' >deep/b.env
	for file in a.env deep/b.env; do
		age -r "$to" -o "$file.age" "$file"
	done
	printf '%s\n' a.env '*.o' deep/b.env >.gitignore
	git add -A
	git commit -qm one
}

t_begin 'FILE.age becomes FILE, sealed'
files alpha
rm deep/b.env
t_ok git seal import age -i "$T_DIR/id" --dry-run a.env.age deep/b.env.age
t_stdout 'would seal a.env'
t_clean
t_ok git seal import age -i "$T_DIR/id" a.env.age deep/b.env.age
t_sealed_blob :a.env
t_file deep/b.env 'B=1'
t_missing a.env.age
t_equal '' "$(git ls-files '*.age')" 'old files'
t_file .gitignore '*.o'
git commit -qm two
t_clean
t_end

t_begin 'from a subfolder, with the identity that is configured'
files alpha
git config seal.identity "$T_DIR/id"
cd deep
t_ok git seal import age b.env.age
t_stdout 'sealed b.env'
cd ..
t_sealed_blob :deep/b.env
t_exists a.env.age
t_end

t_begin 'another identity, and wrong words'
files alpha
age-keygen -o "$T_DIR/other" 2>/dev/null
t_status 3 git seal import age -i "$T_DIR/other" a.env.age
t_stderr '1 file cannot be opened; nothing was changed'
t_clean
t_status 2 git seal import age
t_status 2 git seal import age a.env
t_stderr "'a.env' is not called FILE.age"
t_status 2 git seal import age nothing.age
t_stderr 'no file that Git tracks'
echo junk >j.age
git add j.age
t_status 4 git seal import age -i "$T_DIR/id" j.age
t_stderr "'j.age' is no age file"
t_end

t_begin 'a plain file that is tracked already'
files alpha
git add -f a.env && git commit -qm both
t_status 1 git seal import age -i "$T_DIR/id" a.env.age
t_stderr "'a.env' is tracked already, beside 'a.env.age'"
t_end
