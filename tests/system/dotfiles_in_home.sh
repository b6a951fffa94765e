#!/bin/sh
# Dotfiles: a bare repository whose working tree is HOME, among thousands of
# files that are none of its business.
. ./lib.sh

dot() {
	git --git-dir="$HOME/.dotfiles" --work-tree="$HOME" "$@"
}

start() {
	git init -q --bare "$HOME/.dotfiles"
	dot config status.showUntrackedFiles no
	cd "$HOME"
	mkdir -p .ssh .config/app Documents
	echo 'machine example.org password x' >.netrc
	echo 'token = y' >.config/app/token
	echo 'alias ll="ls -l"' >.bashrc
	echo 'mine' >Documents/letter
	t_ok dot seal init
	t_ok dot seal track .netrc '.config/app/**'
	t_ok dot add .gitattributes .netrc .config/app .bashrc
	t_ok dot commit -qm dotfiles
}

t_begin 'sealed in the repository, readable in HOME, and status says nothing'
start
for name in .netrc .config/app/token; do
	dot cat-file blob "HEAD:$name" >"$T_DIR/blob"
	t_sealed "$T_DIR/blob"
done
t_file .netrc 'machine example.org password x'
t_equal '' "$(dot status --porcelain)" 'git status'
t_ok dot seal status
t_stdout '.netrc'
t_no_stdout Documents
t_no_stdout .bashrc
cd Documents
t_ok dot seal status
t_stdout '../.netrc'
t_equal '' "$(dot status --porcelain)" 'git status'
t_end

t_begin 'an edit shows as one, and only that'
start
echo 'machine example.net password z' >>.netrc
t_equal ' M .netrc' "$(dot status --porcelain)" 'git status'
t_ok dot diff
t_stdout '+machine example.net'
t_ok dot commit -qam two
t_equal '' "$(dot status --porcelain)" 'git status'
t_end

t_begin 'locked and unlocked, the rest of HOME is left alone'
start
dot seal export-key "$T_DIR/key" >/dev/null
find Documents .bashrc -exec stat -c '%n %i %Y' {} + >"$T_DIR/before"
t_ok dot seal lock
t_sealed .netrc
t_file .bashrc 'alias ll="ls -l"'
t_equal '' "$(dot status --porcelain)" 'git status'
t_ok dot seal unlock "$T_DIR/key"
t_file .netrc 'machine example.org password x'
t_equal '' "$(dot status --porcelain)" 'git status'
find Documents .bashrc -exec stat -c '%n %i %Y' {} + >"$T_DIR/after"
t_same "$T_DIR/before" "$T_DIR/after"
t_end

t_begin 'on the next machine: cloned bare, unlocked, checked out'
start
dot seal export-key "$T_DIR/key" >/dev/null
git clone -q --bare "$HOME/.dotfiles" "$T_DIR/hub.git"
mv "$HOME" "$T_DIR/old"
mkdir -p "$HOME"
cp "$T_DIR/old/.gitconfig" "$HOME"
cd "$HOME"
git clone -q --bare "$T_DIR/hub.git" .dotfiles
dot config status.showUntrackedFiles no
echo 'alias rm="rm -i"' >.bashrc
t_ok dot seal unlock "$T_DIR/key"
t_status 1 dot checkout -q
mv .bashrc .bashrc.mine
t_ok dot checkout -q
t_file .netrc 'machine example.org password x'
t_file .config/app/token 'token = y'
t_equal '' "$(dot status --porcelain)" 'git status'
t_ok dot seal status
t_end

t_begin 'a repository in HOME does not reach into the projects below'
start
git init -q "$HOME/project"
cd "$HOME/project"
echo 'K=1' >.netrc
git add .
git commit -qm one
t_plain_blob HEAD:.netrc
t_status 0 git seal status
t_stderr 'no file here is sealed'
t_end
