"""The share of lines that pass the review before and after retries, on real games.

    python -m benchmarks.review_games WORK PROJECT... [--lines 20]

A sample of each project's lines, evenly over the script, is made in ``WORK`` and reviewed with three
retries; what was made before is not made again. Prints one row of a table a project.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from emogen.pipelines.batch.runner import Running, run_jobs
from emogen.pipelines.project.jobs import load_batch
from emogen.pipelines.review.running import with_review
from emogen.pipelines.review.verdict import read_record


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("projects", nargs="+", type=Path)
    parser.add_argument("--lines", type=int, default=20)
    options = parser.parse_args()
    print("| game | lines | pass at once | pass after retries | takes | still wrong |")
    print("|---|---|---|---|---|---|")
    for project in options.projects:
        jobs = load_batch(project)
        sample = with_review(jobs[:: max(1, len(jobs) // options.lines)][: options.lines], project)
        folder = options.work / project.name
        run_jobs(sample, folder, how=Running(jobs=1))
        found = [(job, read_record(folder / job.path)) for job in sample]
        known = [(job, record) for job, record in found if record]
        first = sum(any(t.take == 0 and t.review.passed for t in record.takes) for _, record in known)
        after = sum(record.review.passed for _, record in known)
        takes = sum(len(record.takes) for _, record in known)
        wrong = "; ".join(f"{job.id}: {record.review.told}" for job, record in known if record.review.failed)
        print(f"| {project.name} | {len(known)} | {first} | {after} | {takes} | {wrong} |", flush=True)


if __name__ == "__main__":
    main()
