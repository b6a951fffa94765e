#!/bin/sh
. ./lib.sh

# The program under test lies outside of the system's PATH, so its path is
# written; a name with blanks and a quote in it must survive the shell.
t_begin 'setup writes the filter into the config of the user'
t_ok git seal setup
t_stdout_is 'git-seal is in your Git config'
t_equal "$GS_BUILD/git-seal process" "$(git config --global filter.seal.process)"
t_equal "$GS_BUILD/git-seal clean -- %f" "$(git config --global filter.seal.clean)"
t_equal "$GS_BUILD/git-seal smudge -- %f" "$(git config --global filter.seal.smudge)"
t_equal true "$(git config --global filter.seal.required)"
t_equal "$GS_BUILD/git-seal-textconv" "$(git config --global diff.seal.textconv)"
t_status 1 git config --global merge.renormalize
t_status 1 git config --global diff.seal.cachetextconv
cp "$GIT_CONFIG_GLOBAL" before
t_ok git seal setup
t_stdout_is 'git-seal is in your Git config already'
t_same before "$GIT_CONFIG_GLOBAL"
t_mode 644 "$GIT_CONFIG_GLOBAL"
t_end

t_begin 'setup --undo takes out what setup wrote, and nothing else'
git config --global user.email x@example.org
cp "$GIT_CONFIG_GLOBAL" before
git config --global seal.trust https://example.org/
git config --global --unset seal.trust
t_ok git seal setup
git config --global filter.seal.mine kept
t_ok git seal setup --undo
t_stdout_is 'git-seal is out of your Git config'
t_equal kept "$(git config --global filter.seal.mine)"
git config --global --unset filter.seal.mine
t_same before "$GIT_CONFIG_GLOBAL"
t_ok git seal setup --undo
t_stdout_is 'git-seal is not in your Git config'
t_end

t_begin 'a program that has moved is written anew, and only once'
mkdir "it's \$here 100%"
cp "$GS_BUILD/git-seal" "$GS_BUILD/git-seal-textconv" "it's \$here 100%"
git seal setup >/dev/null
git config --global --add filter.seal.clean twice
t_ok "./it's \$here 100%/git-seal" setup
t_equal 1 "$(git config --global --get-all filter.seal.clean | wc -l)"
t_repo alpha
git seal init -q
git config --unset filter.seal.process
git config --unset filter.seal.clean
git config --unset filter.seal.smudge
git config --unset diff.seal.textconv
echo '[attr]sealed filter=seal diff=seal merge=seal -text' >.gitattributes
echo '*.env sealed' >>.gitattributes
t_commit a.env one
t_commit a.env two
t_sealed_blob HEAD:a.env
rm a.env
t_ok git checkout a.env
t_file a.env two
t_ok git log -p -- a.env
t_stdout '+two'
# Without the process protocol the one-shot lines do the same.
git config --global --unset filter.seal.process
t_commit b.env three
t_sealed_blob HEAD:b.env
rm b.env
t_ok git checkout b.env
t_file b.env three
t_end

t_begin 'a program in the PATH is found as git finds it'
mkdir bin
ln -s "$GS_BUILD/git-seal" bin/git-seal
ln -s "$GS_BUILD/git-seal-textconv" bin/git-seal-textconv
PATH=$T_DIR/bin:$PATH t_ok git seal setup
t_equal "$T_DIR/bin/git-seal process" "$(git config --global filter.seal.process)"
t_end

(
t_begin 'a program in a folder of every PATH is written by its name'
[ "$(id -u)" -eq 0 ] || t_skip 'only root can mount'
mkdir bin
cp "$GS_BUILD/git-seal" "$GS_BUILD/git-seal-textconv" bin
unshare -m true 2>/dev/null || t_skip 'this machine does not let us mount'
t_ok env PATH=/usr/local/bin:/usr/bin:/bin \
    unshare -m sh -c 'mount --bind bin /usr/local/bin && git seal setup'
t_equal 'git-seal process' "$(git config --global filter.seal.process)"
t_equal 'git-seal clean -- %f' "$(git config --global filter.seal.clean)"
t_equal git-seal-textconv "$(git config --global diff.seal.textconv)"
t_end
)

t_begin 'without the textconv program the shell does its work'
mkdir bin
cp "$GS_BUILD/git-seal" bin
t_ok bin/git-seal setup
t_equal "$T_DIR/bin/git-seal textconv --" \
    "$(git config --global diff.seal.textconv)"
t_end

t_begin 'a config that cannot be written is an error in the words of git'
chmod 500 "$HOME"
: >"$GIT_CONFIG_GLOBAL.lock" 2>/dev/null || mkdir "$GIT_CONFIG_GLOBAL.lock"
t_status 5 git seal setup
t_stderr 'git-seal: error: could not lock config file'
chmod 700 "$HOME"
t_end

t_begin 'wrong usage'
t_status 2 git seal setup now
t_stderr "'setup' takes no words"
t_status 2 git seal setup --trust
t_end

t_begin 'setup --trust keeps a list in the user'"'"'s config, and nowhere else'
t_ok git seal setup --trust https://git.example.org/team --trust git@h:org
t_stdout 'clones open by themselves: https://git.example.org/team'
t_stdout 'clones open by themselves: git@h:org'
t_ok git seal setup --trust git@h:org
t_equal 2 "$(git config --global --get-all seal.trust | wc -l | tr -d ' ')"
t_status 2 git seal setup --trust https://user@git.example.org/team
t_stderr 'user name'
t_stderr 'hint: git seal setup --trust https://HOST/PATH'
t_status 2 git seal setup --trust git.example.org/team
t_stderr 'relative path'
t_equal 2 "$(git config --global --get-all seal.trust | wc -l | tr -d ' ')"
t_ok git seal setup --untrust git@h:org
t_equal https://git.example.org/team "$(git config --global --get-all seal.trust)"
t_status 1 git seal setup --untrust git@h:org
t_ok git seal setup --undo
t_status 1 git config --global seal.trust
t_end
