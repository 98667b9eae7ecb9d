"""The reverse test: real Forms 4 taken apart into trades and openings, and drafted again.

What the drafter makes of them is compared with what was filed, line by line, box by box, footnotes by their words.
Every difference has a class whose reason the filing itself shows: ``reverse_classes``.
"""

from collections import Counter

import pytest

import section16
from tests.prepare.reverse import Reversed
from tests.prepare.reverse_classes import Class, Comparison

pytestmark = pytest.mark.needs_shared


def compared(corpus, every: int) -> tuple[int, int, int, Counter[Class], list[str]]:
    """Forms, lines, equal lines, differences by class, and what has none."""
    forms = lines = equal = 0
    classes: Counter[Class] = Counter()
    unexplained: list[str] = []
    for name, data in corpus.sample(every):
        document = section16.read(data).document
        if (
            document is None
            or document.document_type != "4"
            or not any(line.is_transaction for _, _, line in document.lines())
        ):
            continue
        source = Reversed(document)
        found = Comparison(source, source.draft())
        forms, lines, equal = forms + 1, lines + found.lines, equal + found.equal
        for table, i, boxes, reason in found.differs:
            if reason is None:
                unexplained.append(f"{name} {table}[{i}] {', '.join(boxes)}")
            else:
                classes[reason] += 1
    return forms, lines, equal, classes, unexplained


def judged(found: tuple[int, int, int, Counter[Class], list[str]], least: float) -> None:
    """The promise: at least 95 % equal after documented differences, and every other difference explained."""
    _, lines, equal, classes, unexplained = found
    assert unexplained == []
    documented = sum(count for reason, count in classes.items() if reason.documented)
    assert sum(classes.values()) == lines - equal
    assert equal / lines >= least
    assert (equal + documented) / lines >= 0.95


def test_500_real_forms(submissions):
    found = compared(submissions, 17)
    assert found[0] >= 500
    judged(found, 0.95)


@pytest.mark.sweep
def test_all_real_forms(submissions):
    found = compared(submissions, 1)
    assert found[0] > 8700
    judged(found, 0.96)
    print(found[:3], *(f"{count} {reason}" for reason, count in found[3].most_common()), sep="\n")
