"""What ops/benchmarks/70-claims.sh asks of Procrastinate: `schema`, `defer COUNT`, `work CONCURRENCY`. The database is DATABASE."""

import asyncio
import os
import sys

import procrastinate

app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=os.environ["DATABASE"], max_size=8))


@app.task(name="nothing", queue="bench")
async def nothing() -> None:
    """An empty job."""


async def main(order: str, argument: int) -> None:
    async with app.open_async():
        if order == "schema":
            await app.schema_manager.apply_schema_async()
        elif order == "defer":
            await nothing.batch_defer_async(*({} for _ in range(argument)))
        else:
            # Until the queue is empty.
            await app.run_worker_async(
                queues=["bench"], concurrency=argument, wait=False, install_signal_handlers=False, listen_notify=False
            )


asyncio.run(main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 0))
