"""What is measured, and what it ought to come to."""

import os
import shutil
import subprocess

import gates
import measure
import work

# data set, operation, variant, measured against, at most
GOALS = (
    ("small", "unlock", "git-seal unlock", "none", 1.0),
    ("small", "unlock", "git-seal lock", "none", 1.0),
    ("small", "checkout", "git-seal", "block", 0.75),
    ("small", "touched", "git-seal", "block", 0.75),
    ("small", "add", "git-seal", "block", 1.0),
    ("medium", "add", "git-seal", "none", 0.8),
    ("big", "add", "git-seal", "block", 1.10),
    ("big", "checkout", "git-seal", "block", 1.30),
    ("big", "unlock", "git-seal unlock", "none", 1.5),
)


def edit(path, part):
    """Another line where the given quarter of a file begins."""
    with open(path, "r+b") as file:
        text = file.read()
        at = text.index(b"\n", len(text) * part // 4) + 1
        file.seek(0)
        file.write(text[:at] + b"another line, part %d\n" % part + text[at:])


class Bench:
    def __init__(self, env, build, place, variants, count, small, table):
        self.env, self.build, self.place = env, build, place
        self.variants, self.count, self.small = variants, count, small
        self.table = table

    def timed(self, repo, *argv):
        return measure.timed(self.build + "/bench/timed", argv, repo.path,
                             self.env, repo.scale)

    def show(self, data, operation, samples, repos=None):
        few = [k for k, r in (repos or {}).items() if r.scale != 1]
        note = "  (%s did a part of the files)" % ", ".join(few) if few else ""
        bases = [b for b in ("none", "block") if b in samples]
        self.table.operation("%s, %s" % (data.title, operation), samples,
                             bases, note)
        for name, what, label, base, most in GOALS:
            if (name, what) == (data.name, operation):
                self.table.goal(
                    "%s, %s: %s / %s" % (name, what, label, base),
                    measure.ratio(samples, label, base), most)

    def filters(self, data, wanted):
        """add, checkout, touched, unlock and size over one data set."""
        where = os.path.join(self.place, data.name)
        os.mkdir(where)
        repos = {v: work.Repo(where, v, data, self.env, self.build)
                 for v in self.variants}
        for operation in wanted:
            getattr(self, operation)(data, repos)
        if data.name == "big":
            self.peaks(data, repos)
        shutil.rmtree(where)

    def interleave(self, data, operation, repos, prepare, argv):
        def step(repo):
            def once():
                prepare(repo)
                return {repo.kind: self.timed(repo, *argv)}
            return once
        samples = measure.rounds([step(r) for r in repos.values()], self.count)
        self.show(data, operation, samples, repos)

    def add(self, data, repos):
        self.interleave(data, "add", repos, work.Repo.fresh,
                        ("git", "add", "-A"))

    def checkout(self, data, repos):
        for repo in repos.values():
            repo.commit()
        self.interleave(data, "checkout", repos, work.Repo.empty_tree,
                        ("git", "checkout", "-q", "-f", "HEAD"))

    def touched(self, data, repos):
        for repo in repos.values():
            repo.commit()
        self.interleave(data, "touched", repos, work.Repo.touch,
                        ("git", "status", "--porcelain"))

    def unlock(self, data, repos):
        """Locking and unlocking belong together: one step does both."""
        steps, used = [], {}
        for kind, words in (("none", None), ("git-seal", ["git", "seal"]),
                            ("git-crypt", ["git-crypt"])):
            if kind not in repos:
                continue
            repo = used[kind] = repos[kind]
            repo.commit()
            steps.append(self.checkout_step(repo) if words is None
                         else self.lock_step(repo, words))
        self.show(data, "unlock", measure.rounds(steps, self.count), used)

    def checkout_step(self, repo):
        def once():
            repo.empty_tree()
            return {"none": self.timed(
                repo, "git", "checkout", "-q", "-f", "HEAD")}
        return once

    def lock_step(self, repo, words):
        def once():
            locked = self.timed(repo, *words, "lock")
            opened = self.timed(repo, *words, "unlock", repo.path + ".key")
            return {repo.kind + " lock": locked, repo.kind + " unlock": opened}
        return once

    def size(self, data, repos):
        """What .git holds after gc."""
        print("\n%s, .git after gc" % data.title)
        kib = {}
        for kind in ("none", "git-seal", "git-crypt"):
            if kind in repos:
                repos[kind].commit()
                kib[kind] = repos[kind].size_kib() * repos[kind].scale
        for kind, size in kib.items():
            print("  %-22s %9.0f KiB %9.2f x none" % (
                kind, size, size / kib.get("none", size)))
        if data.name == "medium" and "none" in kib and "git-seal" in kib:
            self.table.goal("medium: .git after gc, git-seal / none",
                            kib["git-seal"] / kib["none"], 1.2)

    def peaks(self, data, repos):
        """The most memory that the filter itself holds, in one more run."""
        print("\n%s, peak memory of the filter alone" % data.title)
        for repo in repos.values():
            config = repo.filter_config()
            if config is None:
                continue
            log = self.place + "/filter.log"
            wrapped = "%s=%s/bench/timed %s %s" % (
                config[0], self.build, log, config[1])
            for words, prepare in ((("add", "-A"), repo.fresh),
                                   (("checkout", "-q", "-f", "HEAD"), None)):
                if prepare is None:
                    repo.commit()
                    repo.empty_tree()
                else:
                    prepare()
                repo.git("-c", wrapped, *words)
                mib = measure.last(log).mib
                print("  %-10s %-9s %7.0f MiB" % (repo.kind, words[0], mib))
                if repo.kind == "git-seal":
                    self.table.goal(
                        "big, %s: MiB of git-seal" % words[0], mib,
                        1.1 * data.size / (1 << 20) + 16)

    def log(self):
        """git log -p over many commits of one file."""
        commits = max(5, int(200 * self.small))
        data = work.Data("log", 1, 4096, "text, %d commits" % commits, work.text)
        where = self.place + "/log"
        os.mkdir(where)
        repos = {v: work.Repo(where, v, data, self.env, self.build)
                 for v in self.variants if v not in ("block", "yield")}
        for repo in repos.values():
            repo.fresh()
            for number in range(commits):
                with open(repo.path + "/data/0/0.txt", "r+b") as file:
                    file.seek(64 * (number % 60))
                    file.write(b"line %05d\n" % number)
                repo.git("add", "-A")
                repo.git("commit", "-q", "-m", "edit")

        def step(repo):
            return lambda: {repo.kind: self.timed(
                repo, "git", "log", "-p", "--", "data")}
        samples = measure.rounds([step(r) for r in repos.values()], self.count)
        self.table.operation("log -p, %s" % data.title, samples,
                             [b for b in ("none", "cat") if b in samples])
        self.table.goal("log -p: git-seal / textconv=cat",
                        measure.ratio(samples, "git-seal", "cat"), 1.0)
        shutil.rmtree(where)

    def merge(self):
        """Both branches changed one file, a quarter from its two ends."""
        data = work.Data("merge", 1, 1 << 20, "text, two edits", work.text)
        where = self.place + "/merge"
        os.mkdir(where)
        repos = {v: work.Repo(where, v, data, self.env, self.build)
                 for v in self.variants if v in ("none", "git-seal")}
        for repo in repos.values():
            repo.commit()
            for branch, part in (("theirs", 3), ("ours", 1)):
                repo.git("checkout", "-q", "-b", branch, "main")
                edit(repo.path + "/data/0/0.txt", part)
                repo.git("commit", "-q", "-a", "-m", branch)
            repo.git("tag", "begin")

        def step(repo):
            def once():
                repo.git("reset", "-q", "--hard", "begin")
                repo.touch()
                repo.git("update-index", "--refresh")
                return {repo.kind: self.timed(repo, "git", "merge", "-q",
                                              "--no-edit", "theirs")}
            return once
        steps = [step(r) for r in repos.values()]
        if "git-seal" in repos:
            steps.append(lambda: {"start": self.timed(
                repos["git-seal"], "git-seal", "version")})
        samples = measure.rounds(steps, self.count)
        self.table.operation("merge, %s" % data.title, samples,
                             [b for b in ("none",) if b in samples])
        start = measure.ratio(samples, "start", "none")
        both = measure.ratio(samples, "git-seal", "none")
        self.table.goal("merge: git-seal less one start / none",
                        None if both is None else both - start, 1.3)
        shutil.rmtree(where)

    def memory(self):
        """Sealing and opening in memory against AES-256-CBC."""
        print("\nIn memory, MiB/s, one core")
        print("  %-22s %9s %9s %9s" % ("", "cbc", "seal", "open"))
        for size in (1 << 10, 1 << 16, 1 << 24):
            rounds = max(7, int((1 << 24) // size * self.small), self.count)
            out = subprocess.run(
                [self.build + "/bench/memory", str(size), str(min(rounds, 101))],
                capture_output=True, text=True, check=True).stdout.split()
            cbc, seal, opened = (float(x) for x in out[1::2])
            print("  %-22s %9.0f %9.0f %9.0f" % (
                work.human(size), cbc, seal, opened))
            if size > 1 << 10:
                for what, speed in (("sealing", seal), ("opening", opened)):
                    self.table.goal("%s of %s / CBC" % (
                        what, work.human(size)), speed / cbc, 0.95, least=True)

    def start(self):
        """One file a process: what a client without the protocol pays."""
        data = work.Data("start", 1, 1024, "text", work.text)
        where = self.place + "/start"
        os.mkdir(where)
        repo = work.Repo(where, "git-seal", data, self.env, self.build)
        repo.commit()
        sealed = repo.path + ".sealed"
        with open(sealed, "wb") as file:
            file.write(repo.git("cat-file", "blob", "HEAD:data/0/0.txt"))
        commands = {
            "libcrypto, one cipher": [self.build + "/bench/fetch_cipher"],
            "/bin/cat": ["cat"],
            "git-seal version": ["git-seal", "version"],
            "git-seal smudge": ["git-seal", "smudge", "--", "data/0/0.txt"],
            "git-seal textconv": ["git-seal", "textconv", sealed],
            "git-seal-textconv": ["git-seal-textconv", "data/0/0.txt"],
            "git-seal clean": ["git-seal", "clean", "--", "data/0/0.txt"],
        }
        argv = []
        for words in commands.values():
            argv += ["::"] + words if argv else words
        times = repo.run(
            self.build + "/bench/spawn", str(max(9, int(400 * self.small))),
            sealed, *argv).decode().split()
        print("\nStart to end of one process, ms")
        floor = float(times[0])
        for name, took in zip(commands, times):
            print("  %-22s %9.2f %9.2f x libcrypto" % (
                name, float(took), float(took) / floor))
        for name, took in list(zip(commands, times))[3:5]:
            self.table.goal("start: %s / libcrypto" % name,
                            float(took) / floor, 1.3)
        shutil.rmtree(where)

    def gates(self):
        gates.gates(self)

    def status100k(self):
        """The status command over 1,000 and 100,000 sealed files."""
        listing = ("sh", "-c",
                   "git ls-files -z | git check-attr --stdin -z filter")
        for count in (1000, 100000):
            data = work.Data("status", max(100, int(count * self.small)), 64,
                             "text", work.text)
            where = self.place + "/status"
            os.mkdir(where)
            kinds = [v for v in ("git-seal", "git-crypt")
                     if v in self.variants and (count == 1000 or v == "git-seal")]
            repos = {v: work.Repo(where, v, data, self.env, self.build)
                     for v in kinds}
            steps = []
            for kind, repo in repos.items():
                repo.commit()
                words = (("git", "seal", "status") if kind == "git-seal"
                         else ("git-crypt", "status"))
                steps.append(self.status_step(repo, kind + " status", words))
                if kind == "git-seal":
                    steps.append(self.status_step(repo, "check-attr", listing))
            samples = measure.rounds(steps, self.count)
            self.table.operation("status, %s" % data.title, samples,
                                 ["check-attr"])
            self.status_goals(count, data.count, samples)
            shutil.rmtree(where)

    def status_step(self, repo, label, words):
        return lambda: {label: self.timed(repo, *words)}

    def status_goals(self, count, files, samples):
        if "git-seal status" not in samples:
            return
        ours = measure.middle(samples["git-seal status"])
        if count == 1000:
            self.table.goal(
                "status of 1,000: git-seal / git-crypt",
                measure.ratio(samples, "git-seal status", "git-crypt status"),
                0.01)
        else:
            least = measure.middle(samples["check-attr"])
            self.table.goal("status of 100,000: seconds", ours,
                            3 * least + 10e-6 * files)
