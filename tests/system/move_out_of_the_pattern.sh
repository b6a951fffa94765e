#!/bin/sh
# A sealed file is moved to where no pattern reaches, and back; or the pattern
# is taken away from it.
. ./lib.sh

start() {
	t_repo alpha
	git seal init -q
	git seal track -q 'secrets/**'
	mkdir secrets
	echo 'A=1' >secrets/a
	git add .
	git commit -qm one
}

t_begin 'git mv out of it: said before the commit, and mended by git mv back'
start
t_ok git mv secrets/a a
t_sealed_blob :a
t_file a 'A=1'
t_status 1 git seal status
t_stdout 'sealed without attribute a'
t_status 1 git seal check --staged
mkdir -p secrets
t_ok git mv a secrets/a
t_ok git seal status
t_clean
t_end

t_begin '... or by a pattern for its new name'
start
git mv secrets/a a
t_ok git seal track a
t_ok git seal status
t_stdout 'sealed                   a'
t_ok git commit -qam moved
t_sealed_blob HEAD:a
t_file a 'A=1'
t_clean
t_end

t_begin '... or made plain on purpose'
start
git mv secrets/a a
git add a
t_plain_blob :a
t_ok git commit -qm 'Publish it'
t_file a 'A=1'
t_clean
t_ok git seal status
t_end

t_begin 'moved within the pattern, and into it'
start
t_ok git mv secrets/a secrets/b
t_sealed_blob :secrets/b
t_ok git commit -qm moved
t_equal "$(git rev-parse HEAD~1:secrets/a)" "$(git rev-parse HEAD:secrets/b)" blob
echo 'P=1' >plain
git add plain
git commit -qm plain
t_ok git mv plain secrets/plain
t_status 1 git seal status
t_stdout 'plain in index           secrets/plain'
t_ok git seal status --fix
t_sealed_blob :secrets/plain
t_ok git commit -qm sealed
t_clean
t_end
