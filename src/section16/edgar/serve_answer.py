"""An answer of the local EDGAR, before it goes on the wire."""

from __future__ import annotations

import uuid

import msgspec


class Answer(msgspec.Struct, frozen=True):
    """Status, body, type, and how it is to go wrong on the wire.

    breaks   name of a fault, "" for none: "lost-answer", "garbage", "cut", "short" (announces
             less than it sends), "long" (announces more)
    headers  further ones
    """

    code: int
    body: bytes
    type: str = "application/json"
    breaks: str = ""
    headers: tuple[tuple[str, str], ...] = ()


def traces() -> dict[str, str]:
    """What the filing API gives for a call to its help desk."""
    tracking = uuid.uuid4().hex
    return {"tracking": tracking, "locator": tracking[:6]}


def said(code: int, text: str) -> Answer:
    """An answer of the filing API that is an error."""
    messages = [{"type": "ERROR", "content": text}]
    return Answer(code, msgspec.json.encode({"messages": messages, **traces()}))


def page(code: int, title: str, text: str, **headers: str) -> Answer:
    """An HTML page of EDGAR's."""
    body = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>\n"
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Answer(code, body.encode(), "text/html", headers=named)
