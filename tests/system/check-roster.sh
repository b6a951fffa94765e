# An independent reading of docs/format.md judges what a repository carries.
. ./lib.sh

t_need python3 # 3.9 or newer
checker=$T_TOP/contrib/check-roster.py

# The two generations of the document's example.
key_a=GIT-SEAL-KEY-1QQQQQQR920CSQQQPQGPSGPGXQUYQJZSTPSXSURCSZYFPX9Q4ZCT3SXG6RVWP68SLYQSJYGEYY5NZW2PF9G4JCTFW9UCRZV3NXS6NVDEC8YARK0PA8CLS2DCPTN
key_b=GIT-SEAL-KEY-1QQQQQQR920E4SSZPGFP5G32XGAYYJJJTF3X5UN6S29F9X4Z42ET4SK26TDW96HJLVPSKYCMYV4NXW6RFDF4KCMTWDAC8ZUNNW36HVAMC09A8KLRA0ELSJP6T2N

# example: the folder that the document's worked example describes, and its
# keyring, in the current folder.
example() {
	printf '%s\n' "$key_a" "$key_b" >keys
	mkdir -p .git-seal/default/generations .git-seal/default/members
	awk '
		/^```/ { on = !on; n += on; next }
		on && /^\[(generation|member)\]/ { file = "block" ++k }
		on && file { print >file }
		!on { file = "" }
	' "$T_TOP/docs/format.md"
	mv block1 .git-seal/default/generations/04061ec66ec2
	mv block2 .git-seal/default/members/9f262fbbed789c28
	mv block3 .git-seal/default/generations/c220244b5574
}

check() { # code keys
	t_status "$1" python3 "$checker" "$2"
}

t_begin 'what init made verifies with the exported key'
t_repo alpha
t_ok git seal init
t_ok git seal export-key "$T_DIR/keys"
check 0 "$T_DIR/keys"
t_stdout 'ok: default/generations/'
t_stdout 'tag verified, 0 of 0 edges'
t_no_stdout finding
t_end

t_begin "the document's example verifies"
example
check 0 keys
t_stdout 'ok: default/generations/04061ec66ec2: tag verified, 0 of 0 edges'
t_stdout 'ok: default/generations/c220244b5574: tag verified, 1 of 1 edges'
t_stdout 'ok: default/members/9f262fbbed789c28: listed by c220244b5574'
t_no_stdout finding
t_no_stdout unproven
t_end

t_begin 'without a key nothing is proven, and nothing is wrong'
example
t_ok python3 "$checker"
t_stdout 'unproven: default/generations/c220244b5574'
t_no_stdout 'ok:'
t_end

t_begin 'an edge verifies where the generation itself does not open'
example
echo "$key_a" >keys
check 0 keys
t_stdout 'c220244b5574: no key for it; 1 of 1 edges verified'
t_end

t_begin 'CR before LF changes nothing'
example
for file in .git-seal/default/*/*; do
	sed 's/$/\r/' "$file" >new
	mv new "$file"
done
check 0 keys
t_no_stdout finding
t_end

root=.git-seal/default/generations/04061ec66ec2
child=.git-seal/default/generations/c220244b5574
grace=.git-seal/default/members/9f262fbbed789c28

# broken NAME FILE SED WANT: one change, one finding.
broken() {
	t_begin "a finding: $1"
	example
	sed "$3" "$2" >new
	mv new "$2"
	check 1 keys
	t_stdout "finding: ${2#.git-seal/}: $4"
	t_end
}

tab='	'
broken 'another author' $root 's/Ada/Eve/' 'forged: tag'
broken 'another time' $root 's/created = 17/created = 18/' \
    'forged: created, tag'
broken 'a reason taken away' $child '/reason/d' \
    'forged: tag, parenttag 04061ec66ec2'
broken 'a revocation taken away' $child '/revoked/d' \
    'forged: tag, parenttag 04061ec66ec2'
broken 'a forged edge' $child 's/^\(.parenttag = [^ ]* \)3/\14/' \
    'forged: parenttag 04061ec66ec2'
broken 'an unknown key that no tag covers' $root "\$s/\$/\\
${tab}colour = red/" 'forged: tag'
broken 'a key from the future' $root "\$s/\$/\\
${tab}mustread = 1/" 'written by a newer git-seal (mustread)'
broken 'a version from the future' $root 's/version = 1/version = 2/' \
    'written by a newer git-seal (version 2)'
broken 'fields out of order' $child "/reason/d; s/^${tab}tag.*/&\\
${tab}reason = late/" 'damaged: fields are out of order'
broken 'a quote in a value' $root 's/Ada/"Ada"/' 'damaged: not a line'
broken 'a blank at the end' $root 's/Lovelace/Lovelace /' 'damaged: not a line'
broken 'a missing key' $root '/by =/d' 'damaged: no by'
broken 'a key twice' $root "s/^${tab}by.*/&\\
&/" 'damaged: by twice'
broken 'a parent without its tag' $child '/parenttag/d' \
    'damaged: not one parenttag for each parent'
broken 'a member under another name' $grace 's/grace/grave/' \
    'forged: tag under 04061ec66ec2'
broken 'a later date' $grace 's/2026-12-31/2027-12-31/' \
    'forged: tag under 04061ec66ec2'
broken 'no such day' $grace 's/2026-12-31/2026-02-30/' 'damaged: no such day'
broken 'a recipient in upper case' $grace '/recipient/s/age1.*/\U&/' \
    'damaged: unknown kind of recipient'
broken 'a recipient with a typo' $grace 's/7pa$/7pq/' 'damaged: wrong checksum'

t_begin 'a finding: a member file under another ID'
example
mv $grace .git-seal/default/members/0000000000000000
check 1 keys
t_stdout 'members/0000000000000000: damaged: the name is not its ID'
t_stdout 'members/9f262fbbed789c28: removed without a rotation'
t_end

t_begin 'a finding: a generation file is gone'
example
rm $root
check 1 keys
t_stdout '04061ec66ec2 is named as parent and has no file'
t_end

t_begin 'a finding: a second keyring is planted into this one'
example
mkdir other
cd other
t_repo eve
t_ok git seal init
cp .git-seal/default/generations/* "$T_DIR/.git-seal/default/generations/"
cd "$T_DIR"
check 1 keys
t_stdout 'finding: default/generations: several roots: '
t_stdout 'finding: default/generations: no other names as parent: '
t_end

t_begin 'a wrap that is not the file that its name says'
example
mkdir -p .git-seal/default/wraps/c220244b5574
wrap=.git-seal/default/wraps/c220244b5574/9f262fbbed789c28
echo '-----BEGIN AGE ENCRYPTED FILE-----' >file
sum=$(sha256sum file | cut -c 1-8)
cp file $wrap-"$sum".age
check 0 keys
t_stdout "ok: default/wraps/c220244b5574/9f262fbbed789c28-$sum.age"
echo more >>$wrap-"$sum".age
check 1 keys
t_stdout 'is not the file that its name says'
t_end

t_begin 'a keyring that is none is refused'
example
echo "${key_a}X" >keys
check 2 keys
t_end
