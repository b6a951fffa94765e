"""Timing of whole process trees, interleaved rounds, and the tables."""

import os
import statistics
import subprocess
import sys


class Sample:
    """One run: wall and CPU seconds, peak memory of any one process in MiB."""

    def __init__(self, wall, cpu, mib):
        self.wall, self.cpu, self.mib = wall, cpu, mib


def timed(timer, argv, cwd, env, scale=1.0):
    """Run argv through the program timer; a failure ends the whole bench,
    since the time of a command that failed says nothing.  scale: this run did
    1/scale of the work that the others do."""
    log = timer + ".log"
    done = subprocess.run([timer, log, *argv], cwd=cwd, env=env, check=False,
                          stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE)
    if done.returncode != 0:
        sys.exit("bench: exit code %d: %s\n%s" % (
            done.returncode, " ".join(argv), done.stderr.decode(errors="replace")))
    return last(log, scale)


def last(log, scale=1.0):
    """The samples in a file that timer wrote, the costliest of them."""
    with open(log, encoding="ascii") as file:
        rows = [[float(word) for word in line.split()] for line in file]
    os.unlink(log)
    wall, cpu, kib = max(rows, key=lambda row: row[2])
    return Sample(wall * scale, cpu * scale, kib / 1024)


def rounds(steps, count):
    """Interleave: every step once a round, the order reversed on every second
    one.  A step is a function that returns {label: Sample}."""
    samples = {}
    for number in range(count):
        for step in steps if number % 2 == 0 else reversed(steps):
            for label, sample in step().items():
                samples.setdefault(label, []).append(sample)
    return samples


def middle(samples, field="wall"):
    return statistics.median(getattr(s, field) for s in samples)


def ratio(samples, label, base):
    """The median of the ratios of single rounds, so that what slows a whole
    round cancels out; None where either was not measured."""
    if label not in samples or base not in samples:
        return None
    return statistics.median(
        a.wall / b.wall for a, b in zip(samples[label], samples[base]))


class Table:
    """Rows as they come, and every goal with its mark at the end."""

    def __init__(self):
        self.goals = []

    def operation(self, title, samples, bases, note=""):
        print("\n%s%s" % (title, note))
        head = "".join("%13s" % ("x " + b) for b in bases)
        print("  %-22s %9s %9s %7s%s" % ("", "wall s", "cpu s", "MiB", head))
        for label in samples:
            ratios = (ratio(samples, label, base) for base in bases)
            print("  %-22s %9.3f %9.3f %7.0f%s" % (
                label, middle(samples[label]), middle(samples[label], "cpu"),
                max(s.mib for s in samples[label]),
                "".join("%13s" % ("" if r is None else "%.2f" % r)
                        for r in ratios)))
        sys.stdout.flush()

    def goal(self, what, value, most, least=False):
        """value is to be at most (or at least) so much; None: not measured."""
        if value is None:
            return
        met = value >= most if least else value <= most
        row = "  %-4s %-52s %8.2f   goal: %s %s" % (
            "ok" if met else "MISS", what, value,
            "at least" if least else "at most",
            ("%.4f" % most).rstrip("0").rstrip("."))
        print(row)
        sys.stdout.flush()
        self.goals.append((met, row))

    def close(self):
        missed = sum(1 for met, _ in self.goals if not met)
        print("\nGoals: %d met, %d missed" % (len(self.goals) - missed, missed))
        for _, row in self.goals:
            print(row)
