"""The schema by numbered files, each done once, under the database's own lock."""

from __future__ import annotations

from pathlib import Path

from storage.database import Database, Transaction, Unusable, schema_for_postgres, statements

FILES = Path(__file__).parent / "schema"


def files() -> list[tuple[int, Path]]:
    """The migrations by number, with their SQL in a file."""
    return sorted((int(path.name[:4]), path) for path in FILES.glob("*.sql"))


async def number(tx: Transaction) -> int | None:
    """The schema number of a database, or None when it is empty."""
    if tx.dialect == "sqlite":
        there = await tx.one("SELECT name FROM sqlite_master WHERE name = 'meta'")
    else:
        there = await tx.one(
            "SELECT tablename FROM pg_catalog.pg_tables"
            " WHERE tablename = 'meta' AND schemaname = current_schema()"
        )
    if there is None:
        return None
    row = await tx.one("SELECT value FROM meta WHERE name = 'schema'")
    return int(row["value"]) if row else None


async def migrate(database: Database, *, profile: str, create: bool = False) -> None:
    """Bring the schema up to date and check that this is the right municipality's database.

    `create` fills an empty database; without it an empty one is refused.  Raises Unusable.
    """
    async with database.transaction() as tx:
        if tx.dialect == "postgres":
            await tx.run("SELECT pg_advisory_xact_lock(20260512)")
        at = await number(tx)
        if at is None and not create:
            raise Unusable("The database is empty. Fill it with: python3 run.py init")
        known = files()
        for n, script in known:
            if n <= (at or 0):
                continue
            for statement in statements(script.read_text("utf-8")):
                sql = statement
                if tx.dialect == "postgres":
                    sql = schema_for_postgres(statement)
                await tx.run(sql)
            await tx.run(
                "INSERT INTO meta (name, value) VALUES ('schema', :n)"
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                n=str(n),
            )
        newest = known[-1][0]
        if at is not None and at > newest:
            raise Unusable(
                f"The database has schema {at}, this program knows {newest}. "
                "Start the newer version of the program, or restore an older backup."
            )
        await tx.run(
            "INSERT INTO meta (name, value) VALUES ('profile', :profile)"
            " ON CONFLICT (name) DO NOTHING",
            profile=profile,
        )
        row = await tx.one("SELECT value FROM meta WHERE name = 'profile'")
        if row is not None and row["value"] != profile:
            raise Unusable(
                f"This database belongs to {row['value']}, the profile is {profile}. "
                "One bot serves one municipality with one database: set AANZET_DATABASE."
            )
