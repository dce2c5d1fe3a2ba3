"""Counts the round trips to PostgreSQL: a relay between a program and a server, both on Unix sockets. Each answer that ends with the server's
"ready for query" is one round trip; the first of each connection belongs to connecting and does not count. SIGUSR1 writes the counts so far
into the file, in one line of JSON.

    round_trips.py SERVER-FOLDER RELAY-FOLDER FILE
"""

import asyncio
import json
import os
import signal
import sys

counts = {"roundTrips": 0, "statements": 0}
SOCKET = ".s.PGSQL.5432"


class Answers:
    """Follows the server's messages: a letter, then the length of the rest in four bytes."""

    def __init__(self) -> None:
        self.rest = bytearray()
        self.skipped = 0
        self.is_connected = False

    def note(self, chunk: bytes) -> None:
        self.rest += chunk
        while True:
            drop = min(self.skipped, len(self.rest))
            del self.rest[:drop]
            self.skipped -= drop
            if self.skipped or len(self.rest) < 5:
                return
            kind = self.rest[0]
            self.skipped = 1 + int.from_bytes(self.rest[1:5], "big")
            if kind == ord("C"):
                counts["statements"] += 1
            elif kind == ord("Z"):
                counts["roundTrips"] += self.is_connected
                self.is_connected = True


async def pump(source: asyncio.StreamReader, target: asyncio.StreamWriter, note=lambda chunk: None) -> None:
    try:
        while chunk := await source.read(1 << 16):
            note(chunk)
            target.write(chunk)
            await target.drain()
    except ConnectionError:
        pass
    finally:
        target.close()


async def main(server: str, relay: str, report: str) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_server, to_server = await asyncio.open_unix_connection(os.path.join(server, SOCKET))
        await asyncio.gather(pump(reader, to_server), pump(from_server, writer, Answers().note))

    def write() -> None:
        with open(report + ".new", "w", encoding="utf-8") as file:
            file.write(json.dumps(counts) + "\n")
        os.replace(report + ".new", report)

    listening = await asyncio.start_unix_server(serve, os.path.join(relay, SOCKET))
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, write)
    async with listening:
        write()
        await listening.serve_forever()


asyncio.run(main(*sys.argv[1:4]))
