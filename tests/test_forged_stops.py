"""Forged presses on stops of the bus: only its crew says where it is."""

from __future__ import annotations

from tests.english import OMMOORD, Town
from tests.forger import NOBODY, WHO, Forger, watch
from tests.test_forged_buttons import MAY_STOP, STOP_STATES


async def stops_in_every_state(town: Town) -> dict[str, str]:
    """A stop of today in each state, and one of yesterday."""
    found: dict[str, str] = {}
    async with town.village.bot.store.transaction() as tx:
        for n, state in enumerate(STOP_STATES):
            id = found[state] = str(n) * 22
            past = state == "past"
            values = {
                "id": id,
                "state": "planned" if past else state,
                "starts": f"2026-11-{23 if past else 24}T09:{n:02}:00.000000Z",
                "ends": f"2026-11-{23 if past else 24}T12:{n:02}:00.000000Z",
            }
            await tx.run(
                """
                INSERT INTO stops (id, place, version, told, state, wijk, spot, starts, ends)
                VALUES (:id, 'mobiel', 2, 2, :state, 'rotterdam.ommoord', 'Plein', :starts, :ends)
                """,
                **values,
            )
            for version, was in ((1, "cancelled"), (2, values["state"])):
                await tx.run(
                    """
                    INSERT INTO stop_versions (stop, version, at, role, what, state, wijk, spot,
                                               starts, ends, cause)
                    VALUES (:id, :version, '2026-11-22T09:00:00.000000Z', 'hub_staff', 'moved',
                            :was, 'rotterdam.ommoord', 'Plein', :starts, :ends, 'test')
                    """,
                    id=id,
                    version=version,
                    was=was,
                    starts=values["starts"],
                    ends=values["ends"],
                )
    return found


async def test_nobody_but_its_crew_says_by_a_forged_button_where_the_bus_is(
    forger: Forger,
) -> None:
    town = forger.town
    await town.appoint("Dri", "hub_staff", None)
    await town.appoint("Hub", "hub_staff", OMMOORD)
    people = {**WHO, "Dri": "crew of the bus", "Hub": "hub of one wijk"}
    stops = await stops_in_every_state(town)
    async with town.village.bot.store.transaction() as tx:
        await watch(tx)
    wrong = []
    for state, stop in stops.items():
        for verb, rows in MAY_STOP.items():
            allowed = rows.get(state, NOBODY)
            for name, who in people.items():
                if who in ("supporter", "initiator"):
                    continue
                # The right version, so that nothing but authority and state stand in the way.
                data = f"c{stop}:{verb}" + (":2" if verb == "stop_undo" else "")
                changed, told = await forger.press(name, data)
                if bool(changed) != (who in allowed):
                    wrong.append(f"{who} {verb} on {state}: changes {sorted(changed) or 'nothing'}")
                if not told:
                    wrong.append(f"{who} {verb} on {state}: no answer")
    assert wrong == []
