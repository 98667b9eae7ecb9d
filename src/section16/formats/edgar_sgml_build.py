"""Compose an EDGAR submission for a filing that has none yet.

The layout is EDGAR's: on the submissions at hand the composed header is the filed
one, byte for byte.  Values that are None are left out, and nothing is invented;
the same input always gives the same bytes.
"""

from __future__ import annotations

import re
from binascii import b2a_uu
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from section16.formats import edgar_sgml_labels as labels
from section16.model.submission import Header, Party, Spelling, SubmissionDocument

# The label changed between 2025-02 and 2025-04; the day is unconfirmed.
_EIN_SINCE = date(2025, 3, 24)
_IMAGES = (b"\xff\xd8\xff", b"GIF8", b"\x89PNG")
_TAGS = (b"<DOCUMENT>", b"</DOCUMENT>", b"</TEXT>")
_OTHER_KINDS = (b"<XML>", b"<PDF>", b"begin ")  # a text that starts so would be read as one of these


def compose(header: Header, documents: Sequence[SubmissionDocument], spelling: Spelling) -> bytes:
    """The submission as bytes; ``header.fields`` is not consulted, only the attributes."""
    body = b"".join(d.head + d.body + d.tail for d in documents)
    labelled = spelling == "txt"
    stated = header.public_document_count
    count = stated if stated is not None else len(documents)
    lines = list(_top(header, count, labelled))
    unwritten = "EIN" if header.filed is not None and header.filed < _EIN_SINCE else "IRS-NUMBER"
    for party in header.parties:
        lines += _labelled_party(party, unwritten) if labelled else _tagged_party(party, unwritten)
    filed, accession = _compact(header.filed), _line(header.accession or "")
    if spelling == "nc":
        text = "\n".join(["<SUBMISSION>", *lines, ""])
        return text.encode() + body + b"</SUBMISSION>\n"
    if header.accepted is not None:
        at = header.accepted.isoformat(timespec="seconds")[:19]
        lines.insert(0, f"<{labels.ACCEPTED}>{re.sub('[-T:]', '', at)}")
    lines = [f"<SEC-HEADER>{_named(accession, '.hdr.sgml', filed)}", *lines, "</SEC-HEADER>", ""]
    if spelling == "hdr.sgml":
        return "\n".join(lines).encode()
    shown = _compact(header.disseminated) or filed
    text = "\n".join([f"<SEC-DOCUMENT>{_named(accession, '.txt', shown)}", *lines])
    return text.encode() + body + b"</SEC-DOCUMENT>\n"


def enclose(
    content: bytes, *, document_type: str, sequence: int, filename: str, description: str | None = None
) -> SubmissionDocument:
    """A file as a document of a submission.

    XML goes between ``<XML>`` tags; PDF and images are uuencoded, and so is a text that
    holds EDGAR's own tags; other text stands as it is, with a line end added if it has none.
    """
    head = f"<DOCUMENT>\n<TYPE>{_line(document_type)}\n<SEQUENCE>{sequence}\n<FILENAME>{_line(filename)}\n"
    if description is not None:
        head += f"<DESCRIPTION>{_line(description)}\n"
    return SubmissionDocument(
        type=_line(document_type),
        sequence=sequence,
        filename=_line(filename),
        description=None if description is None else _line(description),
        head=f"{head}<TEXT>".encode(),
        body=_body(content, _line(filename)),
        tail=b"</TEXT>\n</DOCUMENT>\n",
    )


def _body(content: bytes, filename: str) -> bytes:
    if filename.lower().endswith(".xml") and content.lstrip()[:1] == b"<":
        return b"\n<XML>\n" + content.strip() + b"\n</XML>\n"
    if content.startswith(b"%PDF-"):
        return b"\n<PDF>\n" + uuencode(content, filename) + b"</PDF>\n"
    is_ambiguous = content.lstrip().startswith(_OTHER_KINDS) or any(tag in content for tag in _TAGS)
    if is_ambiguous or content.startswith(_IMAGES):
        return b"\n" + uuencode(content, filename)
    return b"\n" + content + (b"" if content.endswith((b"\n", b"\r")) else b"\n")


def uuencode(content: bytes, filename: str) -> bytes:
    """The file as EDGAR encodes it: blanks at the ends of lines stripped.

    >>> uuencode(b"cat", "a.txt")
    b'begin 644 a.txt\\n#8V%T\\n\\nend\\n'
    """
    lines = [b2a_uu(content[i : i + 45]).rstrip() for i in range(0, len(content), 45)]
    return b"\n".join([b"begin 644 " + filename.encode(), *lines, b"", b"end", b""])


def _top(header: Header, count: int, labelled: bool) -> Iterator[str]:
    for line in labels.TOP:
        value: Any = count if line.attribute == "public_document_count" else getattr(header, line.attribute)
        if value is not None:
            text = _compact(value) if isinstance(value, date) else _line(str(value))
            yield f"{line.label}{text}" if labelled else f"<{line.tag}>{text}"


def _labelled_party(party: Party, unwritten: str) -> Iterator[str]:
    role = party.role if party.role in labels.ROLES else party.role.replace("-", " ")
    yield from ("", labels.ROLES.get(role, f"{role}:"))
    for group, values in _groups(party):
        yield from ("", f"\t{group.label}")
        for line in group.lines:
            if line.tag != unwritten and (value := _shown(line.attribute, values)) is not None:
                yield f"\t\t{line.label}{value}"


def _tagged_party(party: Party, unwritten: str) -> Iterator[str]:
    role = party.role.replace(" ", "-")
    yield f"<{role}>"
    for group, values in _groups(party):
        yield f"<{group.tag}>"
        for line in group.lines:
            if line.tag != unwritten and (value := _plain(line.attribute, values)) is not None:
                yield f"<{line.tag}>{value}"
        yield f"</{group.tag}>"
    yield f"</{role}>"


def _groups(party: Party) -> Iterator[tuple[labels.Group, Any]]:
    """The groups of a party in EDGAR's order, each with the model object it is written from."""
    yield (labels.OWNER_DATA if party.is_owner else labels.COMPANY_DATA), party
    for values in party.filing_values:
        yield labels.FILING_VALUES, values
    if party.business_address is not None:
        yield labels.BUSINESS_ADDRESS, party.business_address
    if party.mail_address is not None:
        yield labels.MAIL_ADDRESS, party.mail_address
    for former in party.former_names:
        yield (labels.FORMER_NAME if party.is_owner else labels.FORMER_COMPANY), former


def _plain(attribute: str, values: Any) -> str | None:
    """A value as the raw spellings write it."""
    value = getattr(values, attribute)
    if value is None or isinstance(value, date):
        return None if value is None else _compact(value)
    is_long_act = attribute == "act" and value.startswith("19") and value.endswith(" Act")
    return _line(value[2:-4] if is_long_act else value)


def _shown(attribute: str, values: Any) -> str | None:
    """A value as the labels of a .txt show it: the industry with its name, the act with its year."""
    value = _plain(attribute, values)
    if attribute == "sic" and values.sic_name is not None:
        return _line(values.sic_name) if value is None else f"{_line(values.sic_name)} [{value}]"
    return f"19{value} Act" if attribute == "act" and value else value


def _compact(on: date | None) -> str:
    return "" if on is None else on.isoformat().replace("-", "")


def _named(accession: str, suffix: str, on: str) -> str:
    """File name and date, "0001209191-23-023102.txt : 20230404", as far as they are known."""
    return " : ".join(part for part in (accession and accession + suffix, on) if part)


def _line(value: str) -> str:
    """A value fits on one line."""
    return " ".join(value.splitlines()).strip()
