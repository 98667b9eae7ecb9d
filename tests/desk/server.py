"""A PostgreSQL of our own, in a folder of its own, on a free port of this machine."""

import os
import shutil
import socket
import subprocess
from pathlib import Path


def installed() -> Path | None:
    """The folder of the newest PostgreSQL's programs; None without one."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    found = shutil.which("postgres")
    return debian[-1] if debian else Path(found).resolve().parent if found else None


class Server:
    """A server that is started and stopped; the folder is there already."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bin = installed() or Path()
        # PostgreSQL refuses to run as root
        self.who = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def start(self) -> None:
        data = self.folder / "data"
        if self.who:
            shutil.chown(self.folder, "postgres", "postgres")
        # a collation that is not that of bytes: nothing may depend on how a server sorts
        self._run("initdb", "-D", data, "-U", "desk", "--auth=trust", "--encoding=UTF8", "--no-sync",
                  "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US")  # fmt: skip
        with (data / "postgresql.conf").open("a") as settings:
            settings.write(
                f"port = {self.port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '{self.folder}'\n"
                "fsync = off\nmax_connections = 60\ntimezone = 'America/New_York'\n"
            )
        self._run("pg_ctl", "-D", data, "-l", self.folder / "log", "-w", "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")

    def _run(self, program: str, *arguments: object) -> None:
        done = subprocess.run(
            [self.bin / program, *map(str, arguments)], capture_output=True, text=True, cwd=self.folder, check=False,
            env={**os.environ, "LC_ALL": "C.UTF-8"}, **self.who,
        )  # fmt: skip
        assert done.returncode == 0, f"{program}: {done.stdout}{done.stderr}"

    def url(self, database: str) -> str:
        return f"postgresql://desk@127.0.0.1:{self.port}/{database}"

    def drop(self, url: str) -> None:
        """A database takes eight megabytes, and there are many tests."""
        self.execute(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")

    def execute(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)
