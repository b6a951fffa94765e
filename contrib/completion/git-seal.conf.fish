# Completes "git seal" as "git-seal".  For vendor_conf.d: fish's own completion
# of git knows commands like ours, but that of fish 3.6.0 does not find them.

function __git_seal_from_git
    set -l words (commandline -opc)
    set -l at (contains -i -- seal $words)
    or return
    set -l rest $words[(math $at + 1)..]
    complete -C (string join ' ' -- git-seal (string escape -- $rest) (commandline -ct))
end

complete -c git -f -n '__fish_git_using_command seal' -a '(__git_seal_from_git)'
