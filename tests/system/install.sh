# Installing, running what was installed, and removing every file of it.
. ./lib.sh

t_begin 'make install honours DESTDIR and PREFIX, and uninstall leaves nothing'
# -o all: the build under test stays as it is.
place=$T_DIR/root
t_ok make -C "$T_TOP" -s -o all B="$GS_BUILD" install DESTDIR="$place" PREFIX=/opt/x
t_exists "$place/opt/x/bin/git-seal"
t_mode 755 "$place/opt/x/bin/git-seal"
t_exists "$place/opt/x/share/doc/git-seal/COPYING"
PATH=$place/opt/x/bin:$PATH
t_ok git seal version
t_stdout 'git-seal'
t_equal "$place/opt/x/bin/git-seal" "$(command -v git-seal)"
t_ok make -C "$T_TOP" -s -o all B="$GS_BUILD" uninstall DESTDIR="$place" PREFIX=/opt/x
t_equal '' "$(find "$place" -type f)" 'what uninstall left'
t_end

t_begin "GNU's own names win over PREFIX"
place=$T_DIR/root
t_ok make -C "$T_TOP" -s -o all B="$GS_BUILD" install DESTDIR="$place" prefix=/usr \
    bindir=/usr/libexec
t_exists "$place/usr/libexec/git-seal"
t_missing "$place/usr/bin/git-seal"
t_end
