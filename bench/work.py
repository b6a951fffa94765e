"""Data sets, and one repository a variant to work on them."""

import os
import random
import shutil
import subprocess

WORDS = 20000


def vocabulary(seed):
    chance = random.Random(seed)
    return ["".join(chance.choice("etaoinshrdlucmfwygpbvk")
                    for _ in range(chance.randint(2, 9)))
            for _ in range(WORDS)]


def text(seed, size):
    """Words as prose has them: the rank-th is 1/rank as frequent.  Deflates
    to 0.46 at level 1 and to 0.41 at level 6, as English does."""
    chance = random.Random(seed)
    out, length = [], 0
    while length < size:
        word = VOCABULARY[int(WORDS ** chance.random()) - 1]
        out.append(word)
        length += len(word) + 1
        if len(out) % 12 == 0:
            out[-1] += "\n"
            length += 1
    return " ".join(out)[:size - 1].encode() + b"\n"


VOCABULARY = vocabulary(1)


class Data:
    """name, how many files, of how many bytes, made by a function."""

    def __init__(self, name, count, size, what, make):
        self.name, self.count, self.size = name, count, size
        self.title = "%s: %d x %s %s" % (name, count, human(size), what)
        self.make = make

    def write(self, folder, count):
        os.makedirs(folder)
        for number in range(count):
            if number % 500 == 0:
                os.makedirs("%s/%d" % (folder, number // 500))
            name = "%s/%d/%d.txt" % (folder, number // 500, number)
            with open(name, "wb") as file:
                file.write(self.make(number, self.size))


def human(size):
    for unit in ("bytes", "KiB", "MiB"):
        if size < 1024:
            break
        size //= 1024
    return "%d %s" % (size, unit)


def noise(seed, size):
    chance = random.Random(seed)
    return b"".join(chance.randbytes(min(1 << 20, size - off))
                    for off in range(0, size, 1 << 20))


def datasets(small=1.0):
    """small < 1: fewer and smaller, to try the bench itself."""
    def some(count):
        return max(10, int(count * small))
    return {d.name: d for d in (
        Data("small", some(10000), 1024, "text", text),
        Data("medium", some(1000), 65536, "text", text),
        Data("big", 1, max(1 << 20, int((256 << 20) * small)), "random", noise),
    )}


class Repo:
    """A repository whose data/ goes through one kind of filter."""

    # How many files of the many a slow variant does; its times are scaled.
    FEWER = {"cat": 20, "git-crypt": 50}

    def __init__(self, place, kind, data, env, build):
        self.kind, self.data, self.env, self.build = kind, data, env, build
        self.count = max(1, data.count // self.FEWER.get(kind, 1))
        self.scale = data.count / self.count
        self.path = os.path.join(place, kind)
        self.clock = 0
        os.makedirs(self.path)
        self.git("init", "-q", "-b", "main")
        getattr(self, "set_" + kind.replace("-", "_"))()
        data.write(self.path + "/data", self.count)
        shutil.copytree(self.path + "/.git", self.path + ".new")

    def run(self, *argv):
        """For preparations: not timed, and never allowed to fail."""
        done = subprocess.run(argv, cwd=self.path, env=self.env,
                              stdin=subprocess.DEVNULL, capture_output=True,
                              check=False)
        if done.returncode != 0:
            raise SystemExit("bench: %s failed in %s:\n%s" % (
                " ".join(argv), self.path, done.stderr.decode()))
        return done.stdout

    def git(self, *argv):
        return self.run("git", *argv)

    def attributes(self, line):
        with open(self.path + "/.gitattributes", "w", encoding="ascii") as file:
            file.write(line + "\n")

    def driver(self, process=None, **one_shot):
        self.attributes("data/** filter=bench diff=bench -text")
        self.git("config", "filter.bench.required", "true")
        if process:
            self.git("config", "filter.bench.process", process)
        for key, value in one_shot.items():
            section = "diff" if key == "textconv" else "filter"
            self.git("config", "%s.bench.%s" % (section, key), value)

    def set_none(self):
        self.attributes("data/** -text")

    def set_cat(self):
        self.driver(clean="cat", smudge="cat", textconv="cat")

    def set_block(self):
        self.driver(process=self.build + "/bench/null_block")

    def set_yield(self):
        self.driver(process=self.build + "/bench/null_yield")

    def set_git_seal(self):
        self.git("seal", "init")
        self.attributes("data/** filter=seal diff=seal merge=seal -text")
        self.git("seal", "export-key", self.path + ".key")

    def set_git_crypt(self):
        self.run("git-crypt", "init")
        self.attributes("data/** filter=git-crypt diff=git-crypt -text")
        self.run("git-crypt", "export-key", self.path + ".key")

    def filter_config(self):
        """The process filter's section and command; None where there is none."""
        name = {"git-seal": "seal", "block": "bench", "yield": "bench"}
        name = name.get(self.kind)
        if name is None:
            return None
        key = "filter.%s.process" % name
        return key, self.git("config", key).decode().strip()

    def fresh(self):
        """As before the first add."""
        shutil.rmtree(self.path + "/.git")
        shutil.copytree(self.path + ".new", self.path + "/.git")

    def commit(self):
        self.fresh()
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "data")
        if self.kind in ("git-seal", "git-crypt"):
            blob = self.git("ls-files", "data").split(b"\n")[0].decode()
            head = self.git("cat-file", "blob", "HEAD:" + blob)[:8]
            want = b"\0GITSEAL" if self.kind == "git-seal" else b"\0GITCRYP"
            if head != want:
                raise SystemExit("bench: %s stored plain bytes" % self.kind)

    def empty_tree(self):
        shutil.rmtree(self.path + "/data")

    def touch(self):
        """Every file as if written anew, and older than the index."""
        self.clock += 1
        for folder, _, names in os.walk(self.path + "/data"):
            for name in names:
                os.utime(os.path.join(folder, name),
                         (0, 1600000000 + self.clock))

    def size_kib(self):
        """What .git holds after gc, in KiB."""
        self.git("gc", "-q", "--prune=now")
        out = self.git("count-objects", "-v").decode().split("\n")
        fields = dict(line.split(": ") for line in out if line)
        return int(fields["size-pack"]) + int(fields["size"])

    def remove(self):
        shutil.rmtree(self.path)
        shutil.rmtree(self.path + ".new")
