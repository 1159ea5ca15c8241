#!/usr/bin/env python3
"""kill -9 at random moments, and what must be true all the same.

  python3 .ci/kill.py [--moments 200] [--seed N] BINARY

A fifth of the moments each hit crawl, reextract, export, db backup (half of the
backups beside a crawl) and db vacuum. After each: the database is whole, no
visit that was said to be saved is lost, none is there by half, a file is whole
or as it was, a cursor moved only past what was written, and the next run goes
on.
"""

import argparse
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

RULES = """version: 1
sites:
  - id: demo
    home: %s/
    rules:
      remove: ['%s']
"""

# What is never true of a store, whatever happened: rows that need one another.
HALVES = {
    "a visit's article": "SELECT count(*) FROM visits WHERE article_id <> '' AND article_id NOT IN (SELECT id FROM articles)",
    "a visit's link": "SELECT count(*) FROM visits AS v WHERE NOT EXISTS (SELECT 1 FROM links AS l WHERE l.site_id = v.site_id AND l.url = v.url)",
    "a page's article": "SELECT count(*) FROM pages WHERE article_id <> '' AND article_id NOT IN (SELECT id FROM articles)",
    "an article's page": "SELECT count(*) FROM articles WHERE id NOT IN (SELECT article_id FROM pages)",
    "an article's address": "SELECT count(*) FROM articles WHERE n NOT IN (SELECT article_n FROM article_urls)",
    "an article's revisions": "SELECT count(*) FROM articles AS a WHERE a.revision <> 1 + (SELECT count(*) FROM revisions WHERE article_n = a.n)",
    "an article in the search index": "SELECT count(*) FROM articles WHERE seq NOT IN (SELECT docid FROM search_docsize)",
}


class Killer:
    def __init__(self, binary, dir, dice):
        self.binary, self.dir, self.dice = os.path.abspath(binary), dir, dice
        self.db = os.path.join(dir, "k.db")
        self.hits, self.late, self.problems = {}, {}, []

    def command(self, *args, config=None):
        head = [self.binary, "--db", self.db]
        return head + (["--config", config] if config else []) + list(args)

    def run(self, *args, config=None):
        """Runs a command to its end; it must go well."""
        p = subprocess.run(self.command(*args, config=config), capture_output=True, text=True, cwd=self.dir, timeout=120)
        if p.returncode != 0:
            self.problem(f"{' '.join(args)} ends with {p.returncode}: {p.stderr.strip()[:300]}")
        return p

    def kill(self, kind, longest, *args, config=None):
        """Runs a command and kills it at a random moment. Gives what it said on
        standard error and whether it was killed."""
        log = os.path.join(self.dir, "said")
        with open(log, "wb") as err:
            p = subprocess.Popen(self.command(*args, config=config), stdout=subprocess.DEVNULL, stderr=err, cwd=self.dir)
            time.sleep(self.dice.uniform(0, longest))
            hit = p.poll() is None
            p.kill()
            code = p.wait()
        if not hit and code != 0:
            self.problem(f"{kind} ended by itself with {code}")
        counts = self.hits if hit else self.late
        counts[kind] = counts.get(kind, 0) + 1
        with open(log, encoding="utf-8", errors="replace") as f:
            return f.read(), hit

    def problem(self, text):
        self.problems.append(text)
        print("PROBLEM:", text, flush=True)

    def query(self, sql, db=None):
        with sqlite3.connect(db or self.db, timeout=10) as c:
            return c.execute(sql).fetchall()

    def check(self, after, db=None):
        if not os.path.exists(db or self.db):
            return
        try:
            whole = self.query("PRAGMA integrity_check", db)
            if whole != [("ok",)]:
                self.problem(f"after {after}: integrity_check says {whole[:3]}")
            if not self.query("SELECT 1 FROM sqlite_schema WHERE name = 'further_pages'", db):
                return  # killed before the tables were made
            for what, sql in HALVES.items():
                n = self.query(sql, db)[0][0]
                if n:
                    self.problem(f"after {after}: {what} is missing {n} times")
        except sqlite3.Error as e:
            self.problem(f"after {after}: {e}")

    def crawl(self):
        said, hit = self.kill("crawl", 1.2, "crawl", "--demo", "-v", "--log-format", "json")
        self.check("crawl")
        saved = []
        for line in said.splitlines():
            try:
                entry = json.loads(line)
            except ValueError:
                continue  # cut by the kill, or for people
            if entry.get("msg") == "visit":
                saved.append(entry["url"])
        if saved:
            there = {u for (u,) in self.query("SELECT url FROM visits")}
            for u in saved:
                if u not in there:
                    self.problem(f"a saved visit is lost: {u}")
        if not hit or self.dice.random() < 0.1:  # from the beginning
            self.run("crawl", "--demo", "-q")
            self.check("the crawl that went on")
            for suffix in ("", "-wal", "-shm"):
                if os.path.exists(self.db + suffix):
                    os.remove(self.db + suffix)

    def reextract(self, turn):
        home = self.query("SELECT url FROM links WHERE source = 'home'")[0][0].rstrip("/")
        config = os.path.join(self.dir, f"rules{turn % 2}.yaml")
        with open(config, "w", encoding="utf-8") as f:
            f.write(RULES % (home, ["p:nth-child(2)", "p:nth-child(3)"][turn % 2]))
        self.kill("reextract", 0.6, "reextract", config=config)
        self.check("reextract")
        self.run("reextract", config=config)
        rest = self.run("reextract", "--dry-run", config=config).stderr
        if not rest.startswith("0 of "):
            self.problem(f"reextract went on and left something: {rest.strip()}")
        self.check("the reextract that went on")

    def export(self, turn):
        out, name = os.path.join(self.dir, "out.jsonl"), f"k{turn}"
        count = self.query("SELECT count(*) FROM articles")[0][0]
        with open(out, "w", encoding="utf-8") as f:
            f.write("old\n")
        self.kill("export", 0.08, "export", "--changed-since-last", name, "-o", out)
        self.check("export")
        with open(out, encoding="utf-8") as f:
            lines = f.read().splitlines()
        new = lines != ["old"]
        if new and len([json.loads(l) for l in lines]) != count:
            self.problem(f"an export of {len(lines)} articles where there are {count}")
        moved = bool(self.query(f"SELECT 1 FROM cursors WHERE name = 'export {name}'"))
        if moved and not new:
            self.problem("a cursor moved past what was never written")
        rest = len(self.run("export", "--changed-since-last", name).stdout.splitlines())
        if rest != (0 if moved else count):
            self.problem(f"the next export gives {rest} of {count}, cursor moved: {moved}")

    def backup(self, turn):
        copy = os.path.join(self.dir, "copy.db")
        if os.path.exists(copy):
            os.remove(copy)
        crawl = None
        if turn % 2:
            crawl = subprocess.Popen(self.command("crawl", "--demo", "-q"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.dir)
        self.kill("backup", 0.08, "db", "backup", copy)
        if crawl and crawl.wait() != 0:
            self.problem(f"the crawl beside a backup ends with {crawl.returncode}")
        self.check("backup")
        if os.path.exists(copy):
            self.check("backup, the copy", copy)
        self.run("db", "backup", copy)
        self.check("the backup made again", copy)
        for left in os.listdir(self.dir):
            if left.startswith(".copydesk-backup-"):
                shutil.rmtree(os.path.join(self.dir, left))

    def vacuum(self):
        with sqlite3.connect(self.db, timeout=10) as c:  # or it would pass over what the last one packed
            c.execute("DELETE FROM counters WHERE name GLOB 'packed/*' OR name GLOB 'weighed/*'")
        self.kill("vacuum", 1.2, "db", "vacuum")
        self.check("vacuum")
        self.run("db", "check")  # unpacks every page
        if self.dice.random() < 0.2:
            self.run("db", "vacuum")
            self.check("the vacuum that went on")


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("binary")
    args.add_argument("--moments", type=int, default=200)
    args.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    args = args.parse_args()
    print(f"seed {args.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="copydesk-kill-") as dir:
        k = Killer(args.binary, dir, random.Random(args.seed))
        for _ in range(args.moments - 4 * (args.moments // 5)):
            k.crawl()
        k.run("crawl", "--demo", "-q")
        for turn in range(args.moments // 5):
            k.reextract(turn)
            k.export(turn)
            k.backup(turn)
            k.vacuum()
        k.run("db", "check")
    print(f"killed at work: {k.hits}; ended before: {k.late}; problems: {len(k.problems)}")
    return 1 if k.problems else 0


if __name__ == "__main__":
    sys.exit(main())
