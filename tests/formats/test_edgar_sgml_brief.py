"""A submission in brief says what the whole submission says, also of one that is damaged."""

import random

import pytest

from section16.formats.edgar_sgml_brief import brief_usual
from section16.vocabulary.errors import NotThisFormat
from tests.formats.briefs import in_brief, in_full

ODD = (b"<", b"\xe9", b"\x0b", b"0", b":", b"DOCUMENT>")


def outcome(ask, source: bytes):
    try:
        return ask(source)
    except NotThisFormat as error:
        return str(error)


def test_nearly_all_are_of_the_usual_layout(submissions):
    several = [content for _, content in submissions.sample(40)]
    assert sum(brief_usual(content) is not None for content in several) >= 0.99 * len(several)
    assert all(in_brief(content) == in_full(content) for content in several)


def mutated(content: bytes, chance: random.Random, lines: list[bytes]) -> bytes:
    """The submission with one to three small changes, most of them in its header."""
    for _ in range(chance.randint(1, 3)):
        several = content.split(b"\n")
        head = next((i for i, line in enumerate(several) if line == b"<TYPE>4"), len(several))
        at = chance.randrange(min(len(several), head + 8) if chance.random() < 0.8 else len(several))
        line = several[at]
        where = chance.randint(0, len(line))
        kind = chance.choice(("drop", "twice", "other", "odd", "blank", "cut", "swap", "return", "end", "again"))
        if kind == "drop":
            del several[at]
        elif kind == "twice":
            several.insert(at, line)
        elif kind == "other":
            several.insert(at, chance.choice(lines))
        elif kind == "odd":
            several[at] = (
                line[:where] + chance.choice((b"<", b"\xe9", b"\x0b", b"0", b":", b"DOCUMENT>")) + line[where:]
            )
        elif kind == "blank":
            several[at] = line[:where] + b" " + line[where:]
        elif kind == "cut":
            several[at] = line[:where]
        elif kind == "swap":
            other = chance.randrange(len(several))
            several[at], several[other] = several[other], several[at]
        elif kind == "return":
            several[at] = line + b"\r"
        elif kind == "end":
            several = several[: at + 1]
        else:
            several += several[at:]
        content = b"\n".join(several)
    return content


@pytest.mark.parametrize("start", range(4))
def test_a_damaged_one_is_read_in_full(submissions, start):
    """Lines lost, doubled, moved, cut, from elsewhere, with characters that no header has."""
    chance = random.Random(start)
    several = [content for _, content in submissions.sample(100, start)]
    lines = [line for content in several for line in content.split(b"\n")[:60]]
    seen = 0
    for content in several:
        for _ in range(20):
            changed = mutated(content, chance, lines)
            assert outcome(in_brief, changed) == outcome(in_full, changed), changed[:3000].decode("latin-1")
            seen += changed != content and brief_usual(changed) is not None
    assert seen  # some changes leave the layout usual: they are not all read in full


@pytest.mark.sweep
def test_every_submission_in_brief(submissions):
    for name, content in submissions.sample():
        assert in_brief(content) == in_full(content), name
