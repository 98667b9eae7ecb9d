"""Five hundred owners whose units vest on one day: drafted, checked and packaged by the commands.

    python -m bench.vesting [--owners 500]

Each owner gets shares for units and has some withheld for taxes: two lines in Table I, one in Table II.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from section16.edgar.packing import pack
from section16.formats import edgar_package
from section16.formats.recognise import read


def roster(owners: int) -> dict[str, Any]:
    """An invented issuer with so many officers, each holding shares and units."""
    keys = [f"officer-{number:04}" for number in range(owners)]
    address = {"street1": "1 MAIN STREET", "city": "ANYTOWN", "state": "NV", "zip": "89141"}
    return {
        "issuers": {"one": {"cik": "1", "name": "Issuer One Inc", "symbol": "ONE"}},
        "owners": {
            key: {
                "cik": str(1000 + number), "name": f"OWNER {number:04}", "address": address,
                "roles": {"one": {"officer": True, "title": "Vice President"}},
            }
            for number, key in enumerate(keys)
        },
        "securities": {
            "common": {"title": "Common Stock"},
            "units": {
                "title": "Restricted Stock Units", "derivative": True, "underlying": "common",
                "notes": {"exercise_price": ["unit"], "exercise_date": ["terms"], "expiration_date": ["terms"]},
            },
        },
        "footnotes": {"terms": "The units vest in four equal parts from 2024 on."},
        "holdings": [
            {"owner": key, "security": security, "shares": shares}
            for key in keys
            for security, shares in (("common", "1000"), ("units", "400"))
        ],
    }  # fmt: skip


def trades(owners: int) -> str:
    """One vesting and one withholding for each."""
    lines = ["owner,event,date,security,shares,price"]
    for number in range(owners):
        lines.append(f"officer-{number:04},vest,2024-03-01,units,100,")
        lines.append(f"officer-{number:04},withhold,2024-03-01,common,{30 + number % 10},25.17")
    return "\n".join(lines) + "\n"


def timed(*arguments: object) -> float:
    """Seconds of one command; it must succeed."""
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "section16", *map(str, arguments)], capture_output=True, text=True, check=False
    )
    took = time.perf_counter() - started
    if done.returncode:
        raise SystemExit(f"section16 {arguments[0]} ended with {done.returncode}: {done.stderr.strip()[-500:]}")
    return took


def main() -> None:
    """Make the files, run the commands, print the seconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--owners", type=int, default=500)
    owners = parser.parse_args().owners
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "roster.json").write_text(json.dumps(roster(owners)))
        (folder / "trades.csv").write_text(trades(owners))
        drafts, packages = folder / "drafts", folder / "packages"
        packages.mkdir()
        took = {
            "drafted": timed(
                "draft", folder / "trades.csv", "--roster", folder / "roster.json", "-o", drafts,
                "--signed-on", "2024-03-04", "--no-pdf",
            ),
            "checked": timed("check", drafts, "--summary", "--fail-on", "error"),
        }  # fmt: skip
        forms = sorted(drafts.glob("*.xml"))
        if len(forms) != owners:
            raise SystemExit(f"found {len(forms)} drafts, expected {owners}")
        started = time.perf_counter()
        _package(forms, packages)
        took["packaged"] = time.perf_counter() - started
        print(f"{owners} owners: " + ", ".join(f"{what} in {seconds:.1f} s" for what, seconds in took.items()))


def _package(forms: list[Path], packages: Path) -> None:
    """Package every draft in one process, as a program of an office would."""
    for form in forms:
        (packages / form.name).write_bytes(edgar_package.write(pack(read(form)).package))


if __name__ == "__main__":
    main()
