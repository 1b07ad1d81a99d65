"""A small process that runs commands and reports wall time and peak memory of each.

It is a program of its own so that it stays small: on Linux a child's peak is never below the size of the
process that started it. Reads {"rounds", "commands"} from standard input; imports nothing of the project.
"""

import json
import os
import sys
from time import perf_counter_ns


def main() -> None:
    """Prints for each command its runs as [nanoseconds, peak as the system counts it, exit status]."""
    asked = json.load(sys.stdin)
    runs: list[list[tuple[int, int, int]]] = [[] for _ in asked["commands"]]
    for _ in range(asked["rounds"]):
        for number, command in enumerate(asked["commands"]):
            runs[number].append(run(command))
    json.dump(runs, sys.stdout)


def run(command: list[str]) -> tuple[int, int, int]:
    """One run with its output thrown away."""
    quiet = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_RDWR, 0) for stream in (0, 1, 2)]
    start = perf_counter_ns()
    child = os.posix_spawn(command[0], command, os.environ, file_actions=quiet)
    _, status, usage = os.wait4(child, 0)
    return perf_counter_ns() - start, usage.ru_maxrss, os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    main()
