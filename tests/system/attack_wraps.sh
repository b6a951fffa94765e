#!/bin/sh
# Wraps are anybody's to write: one counts by the fingerprint of a generation
# file that stands.
. ./lib.sh
. ./team.inc

t_begin 'a wrap of another key, and one of another fingerprint under the same id'
team_start alice carol
root=$(team_tip)
team_keys
team_roster retime "$T_DIR/keys/$root" 1 >"$T_DIR/late"
t_equal "$root" "$(team_roster id "$T_DIR/late")" 'the id'
team_roster key >"$T_DIR/other"
team_mallory
rm -r ".git-seal/default/wraps/$root"
team_roster wrap "$T_DIR/late" "$(team_who carol)" >/dev/null
team_roster wrap "$T_DIR/other" --as "$root" "$(team_who carol)" >/dev/null
team_push substituted
git clone -q "$T_DIR/hub.git" "$T_DIR/carol" 2>/dev/null
team_go carol
t_status 3 git seal unlock -i "$T_DIR/carol.id"
t_missing .git/git-seal/keyrings/default
t_sealed a.env
# Beside a true one they do no harm.
git checkout -q HEAD~1 -- .git-seal
git checkout -q HEAD -- .git-seal
git ls-tree -r --name-only HEAD -- .git-seal/default/wraps | wc -l >/dev/null
team_go alice
git pull -q
team_roster wrap "$T_DIR/keys/$root" "$(team_who carol)" >/dev/null
git add .git-seal
git commit -qm mended
git push -q
team_go carol
git reset -q --hard
git pull -q
t_ok git seal unlock -i "$T_DIR/carol.id"
t_file a.env 'A=1'
t_end

t_begin 'the newest has no wrap for a clone: it opens on, and seals nothing new'
team_start alice bob carol
team_clone carol
team_go alice
t_ok git seal revoke bob --commit
now=$(team_tip)
git push -q
team_mallory
git rm -qr ".git-seal/default/wraps/$now"
team_push unwrapped
team_go carol
git pull -q 2>/dev/null
team_refused
t_stderr "generation $now of keyring 'default' seals now, and this clone cannot open it"
t_stderr 'git seal unlock'
t_status 3 git seal rotate
t_ok git seal show HEAD~2:a.env
t_end

t_begin "a foreign repository carries another's blobs and wraps"
team_start alice
git seal setup >/dev/null
mkdir -p "$HOME/.config/git-seal"
cp "$T_DIR/alice.id" "$HOME/.config/git-seal/identity"
git config --global seal.trust "file://$T_DIR/team"
team_mallory
git init -q --bare "$T_DIR/team-lookalike.git"
git push -q "$T_DIR/team-lookalike.git" HEAD:main
git clone -q "file://$T_DIR/team-lookalike.git" "$T_DIR/stranger" 2>/dev/null
team_go stranger
t_sealed a.env
t_missing .git/git-seal/keyrings/default
# The very same, where the user said so.
git clone -q --bare "$T_DIR/hub.git" "$T_DIR/team/right.git"
git clone -q "file://$T_DIR/team/right.git" "$T_DIR/right" 2>/dev/null
team_go right
t_file a.env 'A=1'
t_end
