#!/bin/sh
# git bisect through a history of plain times, sealed times and rotations.
. ./lib.sh

start() {
	t_repo alpha
	echo 'A=0' >a.env
	echo 0 >n
	git add .
	git commit -qm 0
	git tag plain
	git seal init -q
	git seal track -q '*.env'
	git add .
	git commit -qm 'Seal'
	i=0
	while [ $i -lt 12 ]; do
		i=$((i + 1))
		echo "A=$i" >a.env
		echo $i >n
		git commit -qam $i
		[ $((i % 4)) -ne 0 ] || git seal rotate -q --commit
	done
}

t_begin 'by hand and by a script, all of it readable'
start
git bisect start HEAD plain >/dev/null 2>&1
steps=0
while [ $steps -lt 8 ] && ! git bisect log | grep -q 'first bad'; do
	steps=$((steps + 1))
	t_equal "A=$(cat n)" "$(cat a.env)" 'a.env'
	t_clean
	if [ "$(cat n)" -lt 7 ]; then
		git bisect good >/dev/null
	else
		git bisect bad >/dev/null
	fi
done
t_equal 7 "$(git log -1 --format=%s bisect/bad)" 'the first bad one'
t_ok git bisect reset
# shellcheck disable=SC2016 # for the shell that bisect starts
t_ok git bisect start HEAD plain
# shellcheck disable=SC2016
t_ok git bisect run sh -c '[ "$(sed s/A=// a.env)" -lt 10 ]'
t_equal 10 "$(git log -1 --format=%s bisect/bad)" 'the first bad one'
t_ok git bisect reset
t_clean
t_end

t_begin 'locked it works as well, for what is not sealed'
start
git seal lock -q --force
t_ok git bisect start HEAD plain
# shellcheck disable=SC2016
t_ok git bisect run sh -c '[ "$(cat n)" -lt 5 ]'
t_equal 5 "$(git log -1 --format=%s bisect/bad)" 'the first bad one'
t_ok git bisect reset
t_clean
t_end
