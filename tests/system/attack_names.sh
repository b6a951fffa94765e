#!/bin/sh
# What .git-seal/ may hold is fixed: other names, links, sizes and numbers are
# passed over or refused, and nothing outside is ever read or written.
. ./lib.sh
. ./team.inc

# tree MODE TYPE OBJECT NAME <tree: it with one more entry, as an object that
# no honest Git would write.
tree() {
	{ cat; printf '%s %s %s\t%s\n' "$1" "$2" "$3" "$4"; } |
		python3 -c '
import subprocess, sys
out = b""
rows = []
for line in sys.stdin.read().splitlines():
    head, name = line.split("\t", 1)
    mode, kind, oid = head.split(" ")
    rows.append((name + ("/" if kind == "tree" else ""), name, mode, oid))
for _, name, mode, oid in sorted(rows):
    out += mode.lstrip("0").encode() + b" " + name.encode() + b"\0" + bytes.fromhex(oid)
p = subprocess.run(["git", "hash-object", "-t", "tree", "-w", "--literally",
                    "--stdin"], input=out, stdout=subprocess.PIPE, check=True)
sys.stdout.write(p.stdout.decode())'
}

# hostile FOLDER MODE TYPE OBJECT NAME: one more entry there, on the trunk as
# this clone sees it.
hostile() {
	inner=$(git ls-tree "HEAD:.git-seal/default/$1" 2>/dev/null |
	    tree "$2" "$3" "$4" "$5")
	ring=$(git ls-tree HEAD:.git-seal/default | grep -v "	$1\$" |
	    tree 040000 tree "$inner" "$1")
	seal=$(git ls-tree HEAD:.git-seal | grep -v '	default$' |
	    tree 040000 tree "$ring" default)
	top=$(git ls-tree HEAD | grep -v '	.git-seal$' |
	    tree 040000 tree "$seal" .git-seal)
	git update-ref refs/remotes/origin/main \
	    "$(git commit-tree -p HEAD -m hostile "$top")"
}

t_begin 'names that lead out of the folder, absolute ones, links'
team_start alice
root=$(team_tip)
blob=$(git rev-parse HEAD:.gitattributes)
for folder in generations members wraps identities; do
	for name in .. . .git ../../../../etc/passwd /etc/passwd \
	    0123456789ab 0123456789ABCDEF "$(printf 'a\033[2Jb')"; do
		hostile $folder 100644 blob "$blob" "$name"
		t_equal 1 "$(git ls-tree origin/main:.git-seal/default/$folder |
		    grep -c "$blob")" 'what was planted'
		t_ok git seal status
		t_no_stderr "$(printf '\033')"
	done
	link=$(printf '/etc/passwd' | git hash-object -w --stdin)
	hostile $folder 120000 blob "$link" "$root"
	t_ok git seal status
	hostile $folder 040000 tree "$(git rev-parse HEAD:.git-seal)" "$root"
	t_ok git seal status
done
team_new 'and nothing else seals' "$root"
t_end

t_begin 'in the index: a link or an executable file is no member and no wrap'
team_start alice bob
root=$(team_tip)
for file in $(git ls-files .git-seal/default/members | head -n 1); do
	git update-index --cacheinfo "120000,$(git rev-parse ":$file"),$file"
done
for file in $(git ls-files .git-seal/default/members | tail -n 1); do
	git update-index --cacheinfo "100755,$(git rev-parse ":$file"),$file"
done
t_ok git seal rotate
t_stdout 'wrapped for 0 recipients'
t_end

t_begin 'oversized files are damage, and stop nobody'
team_start alice
root=$(team_tip)
{ cat .git-seal/default/members/*; head -c 65536 /dev/zero | tr '\0' '#'; } \
    >.git-seal/default/members/0123456789abcdef
head -c 2097153 /dev/zero | tr '\0' x \
    >.git-seal/default/generations/0123456789ab
head -c 65537 /dev/zero >".git-seal/default/wraps/$root/0123456789abcdef-01234567.age"
git add .git-seal
git commit -qm huge
team_new 'still' "$root"
t_ok git seal rotate
t_stdout 'wrapped for 1 recipient'
t_end

t_begin '10,001 recipients are refused, before any work'
team_start alice
python3 - "$T_DIR" <<-'END'
	import os
	for i in range(10001):
	    with open(f'.git-seal/default/members/{i:016x}', 'w') as f:
	        f.write('[member]\n')
END
git -c core.looseCompression=0 add .git-seal
t_status 4 git seal rotate
t_stderr 'more than 10000 recipients'
t_equal 1 "$(grep -c '^GIT-SEAL-KEY-1' .git/git-seal/keyrings/default)" keys
t_end

t_begin 'a 65th keyring is refused, before any work'
team_start alice
i=0
while [ $((i += 1)) -le 64 ]; do
	mkdir -p ".git-seal/k$i/generations"
	echo x >".git-seal/k$i/generations/0123456789ab"
done
git add .git-seal
git commit -qm many
git push -q
git clone -q "$T_DIR/hub.git" "$T_DIR/many" 2>/dev/null
team_go many
t_status 4 git seal unlock -i "$T_DIR/alice.id"
t_stderr 'more than 64 keyrings'
t_sealed a.env
t_ok git seal unlock -k default -i "$T_DIR/alice.id"
t_file a.env 'A=1'
t_end
