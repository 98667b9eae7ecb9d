"""A process that runs the command in children and kills them at a chosen line: ``python -m tests.edgar.killing``.

It has everything imported, so that a child costs a fork and not a start of Python. A child is a process of its own:
what it holds (locks, files, connections) ends with it, as with any process that is killed. Requests are JSON lines:
arguments, the number of the line at which SIGKILL comes (0: lines are counted, -1: not even that), a file for the
output. Answers: how the child ended (negative: the signal) and how many lines it ran.
"""

import json
import os
import signal
import sys
from pathlib import Path

import h11
import httpcore
import httpx  # noqa: F401 - imported before the fork

from section16.cli import main, submit  # noqa: F401
from section16.edgar import filing_api, journal, pace, submission  # noqa: F401

# the way to EDGAR and, below it, the connection: so a kill also comes between two pieces of one request
TRACED = tuple(str(Path(module.__file__).parent) for module in (submission, httpcore, h11))


def count_lines(kill_at: int) -> list[int]:
    """Count every line run in ``TRACED`` from here on; SIGKILL at one of them."""
    lines = [0]

    def local(frame, event, arg):
        if event == "line":
            lines[0] += 1
            if lines[0] == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)
        return local

    def enter(frame, event, arg):
        return local if frame.f_code.co_filename.startswith(TRACED) else None

    sys.settrace(enter)
    return lines


def child(arguments: list[str], kill_at: int, output: str, result: int) -> None:
    """Run the command, and end."""
    file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(file, 1)
    os.dup2(file, 2)
    lines = count_lines(kill_at) if kill_at >= 0 else [0]
    status = 99
    try:
        main.main(arguments)
    except SystemExit as stopped:
        status = stopped.code if isinstance(stopped.code, int) else 98
    finally:
        sys.settrace(None)
        sys.stdout.flush()
        sys.stderr.flush()
        os.write(result, str(lines[0]).encode())
        os._exit(status)


def serve() -> None:
    """Answer requests until the input ends."""
    for line in sys.stdin:
        request = json.loads(line)
        reader, writer = os.pipe()
        process = os.fork()
        if process == 0:
            os.close(reader)
            child(request["arguments"], request["kill_at"], request["output"], writer)
        os.close(writer)
        _, how = os.waitpid(process, 0)
        with os.fdopen(reader) as file:
            lines = int(file.read() or 0)
        print(json.dumps({"status": os.waitstatus_to_exitcode(how), "lines": lines}), flush=True)


if __name__ == "__main__":
    serve()
