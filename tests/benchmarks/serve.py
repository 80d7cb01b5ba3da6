"""Serve a written corpus on loopback: /feed, /articles/N, a Slack that takes everything; prints its address.

`GET /posts` answers how many messages were posted since it was last asked.
"""

import asyncio
import itertools
import sys
from pathlib import Path

from aiohttp import web


def application(corpus: Path) -> web.Application:
    posts: list[float] = []
    numbers = itertools.count(1)

    async def feed(request: web.Request) -> web.Response:
        body = (corpus / "feed.xml").read_text().replace("BASE", f"http://{request.host}")
        return web.Response(text=body, content_type="application/rss+xml")

    async def article(request: web.Request) -> web.StreamResponse:
        body = (corpus / f"{int(request.match_info['number'])}.html").read_bytes()
        return web.Response(body=body, content_type="text/html", charset="utf-8")

    async def count(_: web.Request) -> web.Response:
        number = len(posts)
        posts.clear()
        return web.Response(text=str(number))

    async def slack(request: web.Request) -> web.Response:
        method = request.match_info["method"]
        if method == "chat.postMessage":
            posts.append(0.0)
            return web.json_response(
                {"ok": True, "channel": "C000000001", "ts": f"{1_790_000_000 + next(numbers)}.000100"}
            )
        if method == "conversations.list":
            channel = {"id": "C000000001", "name": "news-desk", "is_member": True, "is_archived": False}
            return web.json_response({"ok": True, "channels": [channel], "response_metadata": {"next_cursor": ""}})
        return web.json_response(
            {"ok": True, "team": "T", "user": "U", "bot_id": "B", "messages": [], "has_more": False}
        )

    app = web.Application()
    app.add_routes(
        [
            web.get("/feed", feed),
            web.get("/articles/{number}", article),
            web.get("/posts", count),
            web.route("*", "/api/{method}", slack),
        ]
    )
    return app


async def main() -> None:
    runner = web.AppRunner(application(Path(sys.argv[1])), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
