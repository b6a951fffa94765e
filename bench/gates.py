"""What a gate costs: check before a commit, in CI and on a server, and what
settling the index saves."""

import os
import shutil
import subprocess

import measure
import work


def gates(bench):
    where = bench.place + "/gates"
    os.mkdir(where)
    data = work.datasets(bench.small)["small"]
    repo = work.Repo(where, "git-seal", data, bench.env, bench.build)
    repo.commit()
    settled(bench, repo)
    repo.git("repack", "-adq")
    staged(bench, repo)
    repo.git("reset", "-q", "--hard")
    blobs = repo.git("ls-files", "-s", "data").decode().split("\n")[:-1]
    repo.git("seal", "lock", "--force")
    keyless(bench, repo)
    receive(bench, repo, [line.split()[1] for line in blobs])
    shutil.rmtree(where)


def settled(bench, repo):
    """git status after a checkout, and the checkout, without the hooks and
    with them."""
    hooks = repo.path + "/.git/hooks"
    repo.git("branch", "other")

    def step(label, words):
        def once():
            shutil.rmtree(hooks, ignore_errors=True)
            if words:
                repo.run(*words)
            repo.empty_tree()
            first = bench.timed(repo, "git", "checkout", "-q", "-f", "other")
            then = bench.timed(repo, "git", "status", "--porcelain")
            return {label + ", checkout": first, label + ", status": then}
        return once
    samples = measure.rounds(
        [step("no hook", None),
         step("hooks", ("git", "seal", "install-hooks", "-q"))], bench.count)
    bench.table.operation("settle, %s" % repo.data.title, samples, [])
    bench.table.goal("status after a checkout: settled / not", measure.ratio(
        samples, "hooks, status", "no hook, status"), 0.5)


def staged(bench, repo):
    """Ten files of many in the next commit."""
    shutil.rmtree(repo.path + "/.git/hooks", ignore_errors=True)
    for number in range(10):
        with open("%s/data/0/%d.txt" % (repo.path, number), "ab") as file:
            file.write(b"changed\n")
    repo.git("add", "-A")
    samples = measure.rounds([
        lambda: {"diff": bench.timed(
            repo, "git", "diff", "--cached", "--name-only")},
        lambda: {"check --staged": bench.timed(
            repo, "git-seal", "check", "--staged")}], bench.count)
    bench.table.operation("check --staged, 10 of %d" % repo.count, samples, [])
    bench.table.goal(
        "check --staged: ms over git diff --cached --name-only",
        1000 * (measure.middle(samples["check --staged"])
                - measure.middle(samples["diff"])), 50)


def keyless(bench, repo):
    """All files of a locked clone, beside Git printing all blobs."""
    listing = ("sh", "-c",
               "git ls-files -s | cut -c8-47 | git cat-file --batch")
    samples = measure.rounds([
        lambda: {"cat-file": bench.timed(repo, *listing)},
        lambda: {"check": bench.timed(repo, "git-seal", "check")}],
        bench.count)
    bench.table.operation("check without a key, %s" % repo.data.title, samples,
                          ["cat-file"])
    bench.table.goal("check without a key / git cat-file --batch",
                     measure.ratio(samples, "check", "cat-file"), 2.0)


def receive(bench, repo, blobs):
    """A push with as many commits as there are blobs, each of which changes
    one of a hundred sealed files."""
    commits = len(blobs)
    server = repo.path + ".hub"
    base = repo.git("rev-parse", "HEAD").decode().strip()
    repo.git("clone", "-q", "--bare", ".", server)
    stream = []
    for number, blob in enumerate(blobs):
        parent = "from %s\n" % base if number == 0 else ""
        stream.append(
            "commit refs/heads/many\ncommitter B <b@example.org> %d +0000\n"
            "data 2\n%s\n%sM 100644 %s data/0/%d.txt\n" % (
                1600000000 + number, "c", parent, blob, number % 100))
    subprocess.run(["git", "fast-import", "--quiet"], cwd=server, check=True,
                   env=bench.env, input="".join(stream).encode())
    tip = subprocess.run(["git", "rev-parse", "many"], cwd=server, check=True,
                         env=bench.env, capture_output=True)
    subprocess.run(["git", "update-ref", "-d", "refs/heads/many"], cwd=server,
                   check=True, env=bench.env)
    line = "%s %s refs/heads/many" % (
        "0" * len(base), tip.stdout.decode().strip())
    script = "cd '%s' && echo '%s' | git-seal check --receive" % (server, line)
    samples = measure.rounds(
        [lambda: {"check --receive": bench.timed(repo, "sh", "-c", script)}],
        bench.count)
    bench.table.operation("a push of %d commits" % commits, samples, [])
    bench.table.goal(
        "check --receive: commits a minute",
        60 * commits / measure.middle(samples["check --receive"]), 10000,
        least=True)
