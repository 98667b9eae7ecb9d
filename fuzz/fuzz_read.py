"""The harness for atheris: ``python -m fuzz.fuzz_read [libFuzzer options] [CORPUS]``.

Needs ``pip install atheris``. Prints executions and memory every minute; stops at the first input that breaks what
``fuzz.reading`` states, and leaves it as ``crash-...`` in the current folder.
"""

import atexit
import importlib
import os
import pkgutil
import sys
import time
from collections import Counter

import atheris

with atheris.instrument_imports(include=["section16"]):
    # now and not on first use: what is imported later is not instrumented
    import section16.formats
    import section16.rules
    from fuzz.reading import attempt

    for package in (section16.formats, section16.rules):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            if not module.name.startswith("section16.formats.columns"):
                importlib.import_module(module.name)

SETTLED = 5_000  # executions before memory is first measured: caches and the corpus are in then


class Watch:
    """Counts executions and formats, and measures memory every thousand executions."""

    def __init__(self) -> None:
        self.start = time.monotonic()
        self.next_report = self.start + 60
        self.runs = 0
        self.formats: Counter[str] = Counter()
        self.memory: list[int] = []

    def __call__(self, data: bytes) -> None:
        """One execution."""
        self.formats[attempt(data) or "refused"] += 1
        self.runs += 1
        if self.runs % 1_000 == 0 and self.runs >= SETTLED:
            self.memory.append(resident())
        if time.monotonic() >= self.next_report:  # libFuzzer ends the process without a last word
            self.next_report += 60
            self.report()

    def report(self) -> None:
        """One line each: executions, formats, memory."""
        seconds = time.monotonic() - self.start
        versions = f"Python {sys.version.split()[0]}, {os.uname().sysname} {os.uname().machine}"
        print(f"executions: {self.runs:,} in {seconds:,.0f} s ({self.runs / seconds:,.0f}/s); {versions}")
        print("by format:", ", ".join(f"{name} {count:,}" for name, count in self.formats.most_common()))
        if self.memory:
            tenth = max(len(self.memory) // 10, 1)
            parts = [max(self.memory[i : i + tenth]) for i in range(0, len(self.memory), tenth)]
            print("resident memory, highest in each tenth of the run, MB:", *(part >> 20 for part in parts))
        sys.stdout.flush()


def resident() -> int:
    """Bytes of memory that the process holds."""
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - called often
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def main() -> None:
    """Fuzz until the options of libFuzzer end it."""
    watch = Watch()
    atexit.register(watch.report)
    atheris.Setup(sys.argv, watch)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
