"""What there is to take in: the directory of a zip archive as zipfile has it, and nothing lost in silence."""

import bz2
import gzip
import io
import os
import random
import struct
import sys
import tarfile
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from section16.archive import folders, inputs, unpacking, zip_directory
from section16.archive.inputs import Found, Work, contents, find, works

needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links to folders need a right there")


def everything(found: Found) -> dict[str, bytes | str]:
    """Bytes of each file by its name, or what is said of it; no name comes twice."""
    several = [one for work in works(found) for one in contents(work)]
    told = {name: content if isinstance(content, bytes) else str(content) for name, content in several}
    assert len(told) == len(several)
    return told


def below(*paths: Path) -> Found:
    return find(paths, Path("no store"))


def laid_out(folder: Path, **files: bytes) -> Path:
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def zipped(*members: tuple[str, bytes], **more) -> bytes:
    to = io.BytesIO()
    with zipfile.ZipFile(to, "w", **more) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return to.getvalue()


def written(folder: Path, content: bytes, name: str = "a.zip") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


# ------------------------------------------------------------------------------------ the directory of a zip


def of_zipfile(path: Path) -> list[tuple[object, ...]]:
    with zipfile.ZipFile(path) as archive:
        return [
            (i.filename, i.header_offset, i.compress_size, i.file_size, i.compress_type, i.CRC, i.flag_bits)
            for i in archive.infolist()
        ]


def of_ours(path: Path) -> list[tuple[object, ...]]:
    return [(name, *place) for name, place in zip_directory.members(str(path))]


names = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), min_size=1, max_size=9)
methods = st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])


@settings(deadline=None)
@given(
    members=st.dictionaries(names, st.tuples(st.binary(max_size=60), methods, st.booleans()), max_size=6),
    comment=st.binary(max_size=40).filter(lambda one: b"PK" not in one),
    before=st.binary(max_size=40).filter(lambda one: b"PK" not in one),
    is_large=st.booleans(),
)
def test_the_directory_is_that_of_zipfile(tmp_path_factory, members, comment, before, is_large):
    path = tmp_path_factory.mktemp("zips") / "a.zip"
    limit, count = zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT
    if is_large:
        zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = 20, 2  # so that it writes as for lengths above 4 GB
    try:
        with zipfile.ZipFile(path, "w") as archive:
            archive.comment = comment
            for name, (content, method, is_folder) in members.items():
                if is_folder:
                    archive.mkdir(name.rstrip("/") + "/")
                else:
                    info = zipfile.ZipInfo(name)
                    info.compress_type = method
                    with archive.open(info, "w", force_zip64=is_large) as to:
                        to.write(content)
    finally:
        zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = limit, count
    path.write_bytes(before + path.read_bytes())
    assert of_ours(path) == of_zipfile(path)
    assert len(of_ours(path)) == len(members)


@pytest.mark.parametrize("number", [0, 1, 65_535, 65_536])
def test_many_members(tmp_path, number):
    path = written(tmp_path, zipped(*((f"{i}.txt", b"") for i in range(number))))
    assert of_ours(path) == of_zipfile(path)
    assert len(of_ours(path)) == number


def test_names_are_told_in_the_characters_of_the_archive(tmp_path):
    """UTF-8 where the flag says so; where that is not true, the bytes are shown, and the member is read."""
    raw = zipped(("caf\u00e9.txt", b"one"))
    path = written(tmp_path, raw)
    assert everything(below(path)) == {f"{path}!caf\u00e9.txt": b"one"}
    entry = raw.index(b"PK\1\2")
    path = written(tmp_path, raw[: entry + 9] + b"\0" + raw[entry + 10 :])  # without the flag
    assert of_ours(path) == of_zipfile(path)
    assert everything(below(path)) == {f"{path}!caf\u251c\u2310.txt": b"one"}
    path = written(tmp_path, raw[:entry] + raw[entry:].replace("\u00e9".encode(), b"\xe9\xe9"))
    assert everything(below(path)) == {f"{path}!caf\\xe9\\xe9.txt": b"one"}


def test_lengths_beyond_32_bits(tmp_path):
    """Every length of the entry stands in the extra field, after a field of another kind."""
    offset, packed, size = 5 << 32, 6 << 32, 7 << 32
    extra = struct.pack("<2H3x", 9, 3) + struct.pack("<2H3Q", 1, 24, size, packed, offset)
    entry = struct.pack("<4s4x2H4x3L3H8xL", b"PK\1\2", 0, 8, 0, 2**32 - 1, 2**32 - 1, 1, len(extra), 0, 2**32 - 1)
    directory = entry + b"a" + extra
    path = written(tmp_path, directory + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, len(directory), 0, 0))
    assert of_ours(path) == [("a", offset, packed, size, 8, 0, 0)] == of_zipfile(path)
    short = directory.replace(struct.pack("<2H", 1, 24), struct.pack("<2H", 1, 16))
    written(tmp_path, short + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, len(directory), 0, 0))
    with pytest.raises(zipfile.BadZipFile, match="without all of its 64-bit lengths"):
        of_ours(path)


def large(content: bytes, more: bytes = b"", prefix: bytes = b"") -> bytes:
    """The archive with a record for large archives, that has more fields."""
    end = content[-22:]
    _, _, _, number, _, size, offset, _ = struct.unpack("<4s4H2LH", end)
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44 + len(more), 45, 45, 0, 0, number, number, size, offset) + more
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, len(content) - 22, 1)
    full = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 2**32 - 1, 2**32 - 1, 0)
    return prefix + content[:-22] + record + locator + full


def test_a_record_for_large_archives_with_more_fields(tmp_path):
    plain = zipped(("a.txt", b"one"), ("b.txt", b"two"))
    expected = of_zipfile(written(tmp_path, plain))
    assert of_ours(written(tmp_path, large(plain))) == expected
    assert of_ours(written(tmp_path, large(plain, b"more fields"))) == expected
    shifted = of_ours(written(tmp_path, large(plain, prefix=b"before")))
    assert [offset - 6 for _, offset, *_ in shifted] == [offset for _, offset, *_ in expected]


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda raw: raw[:-30], "no end of a zip archive"),
        (lambda raw: b"", "no end of a zip archive"),
        (lambda raw: raw[:-12] + b"\x03\0" + raw[-10:], "split into several"),
        (lambda raw: raw[:-14] + b"\x03\0\x03\0" + raw[-10:], "directory of 2 members, where its end tells of 3"),
        (lambda raw: raw[:-14] + b"\x01\0\x01\0" + raw[-10:], "directory of 2 members, where its end tells of 1"),
        (lambda raw: raw[:-10] + b"\xff\xff\xff\x7f" + raw[-6:], "said to lie before byte"),
        (lambda raw: raw[:-18] + b"\1\0" + raw[-16:], "split into several"),
        (lambda raw: raw.replace(b"PK\1\2", b"PK\1\3"), "no member's entry in the directory at byte"),
        (lambda raw: large(raw)[:-12] + b"\x03\0" + large(raw)[-10:], "tells of 3 members, and before it one of 2"),
        (lambda raw: large(raw).replace(b"PK\6\6", b"PK\6\5"), "no record of a large archive"),
        (lambda raw: large(raw).replace(b"PK\6\7\0", b"PK\6\7\1"), "split into several"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_directory_is_said(tmp_path, damage, said):
    path = written(tmp_path, damage(zipped(("a.txt", b"one"), ("b.txt", b"two"))))
    with pytest.raises(zipfile.BadZipFile, match=said):
        of_ours(path)


def test_members_before_the_damage_are_taken_and_the_rest_is_one_line(tmp_path):
    raw = zipped(("a.txt", b"one"), ("b.txt", b"two"), ("c.txt", b"three"))
    at = raw.rindex(b"PK\1\2", 0, raw.rindex(b"PK\1\2"))
    path = written(tmp_path, raw[:at] + b"xx" + raw[at + 2 :])
    told = everything(below(path))
    assert told.pop(f"{path}!a.txt") == b"one"
    assert told == {
        str(path): f"found {path}, which cannot be read (no member's entry in the directory at byte {at:,}), "
        "expected a zip or tar file"
    }


@settings(deadline=None)
@given(data=st.data())
def test_a_damaged_archive_is_never_another_error_and_no_member_vanishes(tmp_path_factory, data):
    members = [(f"{i}.txt", bytes(str(i), "ascii") * 9) for i in range(data.draw(st.integers(0, 4)))]
    raw = bytearray(zipped(*members, compression=data.draw(methods)))
    if data.draw(st.booleans()):
        raw = bytearray(large(bytes(raw)))
    for _ in range(data.draw(st.integers(1, 4))):
        at = len(raw) - 1 - data.draw(st.integers(0, len(raw) - 1))
        raw[at] = data.draw(st.sampled_from([0, 1, 0x7F, 0x80, 0xFF, raw[at] ^ 1, raw[at] ^ 32]))
    del raw[: data.draw(st.sampled_from([0, 0, 0, 1, 30]))]
    path = written(tmp_path_factory.mktemp("damaged"), bytes(raw))
    several = [one for work in works(below(path)) for one in contents(work)]
    told = {name for name, content in several if isinstance(content, OSError)}
    count = len(several) - (str(path) in told)
    # the end record still tells how many there should be, unless it is damaged itself: then it is said
    if str(path) not in told:
        end = struct.unpack_from("<4s4H", raw, raw.rindex(b"PK\5\6"))
        assert count == end[4] or end[4] == 0xFFFF  # then the record for large archives tells it
    for name, content in several:
        if isinstance(content, bytes) and content:
            assert content in [content for _, content in members], name


# ------------------------------------------------------------------------------------------- members of a zip


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_every_way_of_packing_is_read(tmp_path, method):
    """Two members of one name are two; packed once more, they are unpacked twice."""
    members = [("a.txt", b"one " * 90), ("below/b.txt", b""), ("c.txt.gz", gzip.compress(b"two") + gzip.compress(b"!"))]
    raw = zipped(*members, compression=method)
    path = written(tmp_path, b"before" + raw)
    assert everything(below(path)) == {
        f"{path}!a.txt": b"one " * 90, f"{path}!below/b.txt": b"", f"{path}!c.txt.gz": b"two!",
    }  # fmt: skip
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = written(tmp_path, zipped(("a", b"1"), ("a", b"2"), compression=method))
    (work,) = works(below(path))
    assert [content for _, content in contents(work)] == [b"1", b"2"]


def test_a_member_that_is_not_what_the_directory_tells_is_one_line(tmp_path):
    content = b"one " * 90
    raw = zipped(("a.txt", content), ("b.txt", b"two"), compression=zipfile.ZIP_DEFLATED)
    entry = raw.index(b"PK\1\2")

    def with_entry(at: int, new: bytes) -> str | bytes:
        path = written(tmp_path, raw[: entry + at] + new + raw[entry + at + len(new) :])
        told = everything(below(path))
        assert told[f"{path}!b.txt"] == b"two"
        return told[f"{path}!a.txt"]

    assert with_entry(0, b"PK\1\2") == content
    assert "is encrypted" in str(with_entry(8, b"\1\0"))
    assert "compression method is not supported" in str(with_entry(10, b"\x09\0"))
    assert "bad CRC-32" in str(with_entry(16, b"xxxx"))
    assert "not the 4 bytes that the directory tells of" in str(with_entry(24, b"\4\0\0\0"))
    assert "not the 361 bytes that the directory tells of" in str(with_entry(24, struct.pack("<L", 361)))
    assert "not the 360 bytes that the directory tells of" in str(with_entry(20, b"\4\0\0\0"))
    assert "no member begins where the directory says" in str(with_entry(42, b"\5\0\0\0"))
    assert "no member begins where the directory says" in str(with_entry(42, b"\xff\xff\xff\x7f"))
    assert "expected at most 268,435,456" in str(with_entry(24, b"\0\0\0\x7f"))
    assert "expected at most 268,435,456" in str(with_entry(20, b"\0\0\0\x7f"))


@pytest.mark.parametrize("pack", [zlib.compress, bz2.compress], ids=["deflated", "bzip2"])
def test_a_member_that_unpacks_to_far_more_than_it_tells_takes_no_memory(tmp_path, pack):
    packed = pack(bytes(64 << 20))
    method = zipfile.ZIP_BZIP2 if pack is bz2.compress else zipfile.ZIP_DEFLATED
    packed = packed if pack is bz2.compress else packed[2:-4]  # without zlib's own frame
    raw = zipped(("a.txt", packed))
    entry = raw.index(b"PK\1\2")
    told = struct.pack("<H", method) + raw[entry + 12 : entry + 24] + b"\x05\0\0\0"  # five bytes, unpacked
    raw = raw[: entry + 10] + told + raw[entry + 28 :]
    path = written(tmp_path, raw)
    tracemalloc.start()
    try:
        told = everything(below(path))
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert "not the 5 bytes" in str(told[f"{path}!a.txt"])
    assert most < 8 << 20


def test_what_is_longer_than_any_filing_is_one_line(tmp_path, monkeypatch):
    monkeypatch.setattr(inputs, "LONGEST", 100)
    monkeypatch.setattr(unpacking, "LONGEST", 100)
    folder = laid_out(tmp_path / "in", a_txt=bytes(101), b_txt=bytes(100), c_txt_gz=gzip.compress(bytes(101)))
    laid_out(folder, d_txt_gz=gzip.compress(bytes(100)), e_txt_gz=gzip.compress(bytes(100))[:-9])
    path = written(tmp_path, zipped(("a.txt", bytes(101)), ("b.txt", bytes(100)), compression=zipfile.ZIP_DEFLATED))
    told = everything(below(folder, path))
    expected = "of 101 bytes, expected at most 100, far above a filing"
    assert told == {
        str(folder / "a.txt"): f"found {folder / 'a.txt'} {expected}",
        str(folder / "b.txt"): bytes(100),
        str(folder / "c.txt.gz"): f"found {folder / 'c.txt.gz'}, which cannot be read "
        "(more than 100 bytes unpacked, far above a filing), expected a file",
        str(folder / "d.txt.gz"): bytes(100),
        str(
            folder / "e.txt.gz"
        ): f"found {folder / 'e.txt.gz'}, which cannot be read (it is cut short), expected a file",
        f"{path}!a.txt": f"found {path}!a.txt {expected}",
        f"{path}!b.txt": bytes(100),
    }


# ------------------------------------------------------------------------------------------------------ tars


def tarred(path: Path, mode: str, *members: tuple[str, bytes]) -> Path:
    with tarfile.open(path, mode) as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


def test_a_tar_with_a_zip_at_its_end_is_a_tar(tmp_path):
    inner = zipped(("x.txt", b"inner"))
    path = tarred(tmp_path / "a.tar", "w", ("a.txt", b"one"), ("b.zip", inner))
    assert zipfile.is_zipfile(path)
    assert everything(below(path)) == {f"{path}!a.txt": b"one", f"{path}!b.zip": inner}


def test_a_tar_that_breaks_off_keeps_what_came_before(tmp_path):
    noise = random.Random(16).randbytes(50_000)
    path = tarred(tmp_path / "a.tar.gz", "w:gz", ("a.txt", b"one"), ("b.txt", noise))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    told = everything(below(path))
    assert told.pop(f"{path}!a.txt") == b"one"
    ((name, line),) = told.items()
    assert name == str(path)
    assert str(line).startswith(f"found {path}, which cannot be read (")


def test_a_piece_of_a_tar_is_small_and_in_order(tmp_path, monkeypatch):
    monkeypatch.setattr(inputs, "_SENT", 1000)
    members = [(f"{i}.txt", bytes(400)) for i in range(7)]
    path = tarred(tmp_path / "a.tar", "w", *members)
    several = list(inputs.of_archive(str(path), path.stat().st_size))
    assert [len(work.members) for work in several] == [3, 3, 1]
    assert [member.name for work in several for member in work.members] == [f"{path}!{name}" for name, _ in members]


# --------------------------------------------------------------------------------------------------- folders


def test_files_come_in_the_order_of_their_names_and_archives_after_them(tmp_path):
    folder = laid_out(
        tmp_path / "in", b_txt=b"1", a__c_xml=b"2", a__b__d_nc=b"3", a_txt=b"4", z_zip=zipped(("x.txt", b"5")),
        a__y_zip=zipped(("x.txt", b"6")), _hidden_txt=b"", a__q_bin=b"7", c_TXT_GZ=gzip.compress(b"8"),
    )  # fmt: skip
    named = written(tmp_path, b"9", "named.bin")
    found = below(named, folder)
    assert found.left_out == 1
    assert [name.removeprefix(str(tmp_path)).replace(os.sep, "/") for name in everything(found)] == [
        "/named.bin", "/in/a/b/d.nc", "/in/a/c.xml", "/in/a.txt", "/in/b.txt", "/in/c.TXT.GZ",
        "/in/a/y.zip!x.txt", "/in/z.zip!x.txt",
    ]  # fmt: skip
    read = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".bin" and path.name[0] != "."]
    assert found.bytes == sum(path.stat().st_size for path in [named, *read])


@pytest.mark.parametrize("at_once", [1, 2, 3, 1000])
def test_a_large_folder_is_listed_piece_by_piece(tmp_path, monkeypatch, at_once):
    for number in range(12):
        laid_out(tmp_path, **{f"{number}_txt": b"", f"{number}__x_txt": b""})
    expected = list(everything(below(tmp_path)))
    assert len(expected) == 24
    monkeypatch.setattr(folders, "_NAMES", at_once)
    assert list(everything(below(tmp_path))) == expected


def test_progress_comes_to_its_end(tmp_path):
    folder = laid_out(tmp_path / "in", a_txt=bytes(1000), b_xml=bytes(10))
    written(folder, zipped(*((f"{i:04}.txt", bytes(i)) for i in range(500))))
    tarred(folder / "b.tar", "w", *((f"{i:04}.txt", bytes(i)) for i in range(500)))
    found = below(folder)
    read = sum(work.bytes for work in works(found))
    assert 0.95 * found.bytes <= read <= found.bytes


def test_the_store_is_passed_over_also_when_it_is_made_later(tmp_path):
    laid_out(tmp_path, a_txt=b"one")
    found = find([tmp_path], tmp_path / "store")
    laid_out(tmp_path / "store", b_txt=b"two", z_zip=b"")
    assert everything(found) == {str(tmp_path / "a.txt"): b"one"}
    assert find([tmp_path / "store"], tmp_path / "store").bytes == 0


@needs_links
def test_links_that_lead_in_circles_end(tmp_path):
    """Folders that all link to one another, and to the folder they lie in, would have a billion paths."""
    several = [laid_out(tmp_path / "in" / f"{i}", a_txt=b"one") for i in range(12)]
    for folder in several:
        (folder / "up").symlink_to(tmp_path / "in", target_is_directory=True)
        for other in several:
            (folder / f"to-{other.name}").symlink_to(other, target_is_directory=True)
    away = laid_out(tmp_path / "away", b_txt=b"two")
    (several[0] / "away").symlink_to(away, target_is_directory=True)
    told = everything(below(tmp_path / "in"))
    assert len(told) < 12 * 13
    assert {str(Path(name).resolve()) for name in told} == {str(folder / "a.txt") for folder in several} | {
        str(away / "b.txt")
    }


@needs_links
def test_a_link_that_leads_nowhere_is_one_line_when_it_is_called_like_a_filing(tmp_path):
    (tmp_path / "a.txt").symlink_to(tmp_path / "gone")
    (tmp_path / "b.bin").symlink_to(tmp_path / "gone")
    (tmp_path / "c.zip").symlink_to(tmp_path / "gone")
    (tmp_path / "d.txt").symlink_to(tmp_path / "d.txt")
    told = everything(below(tmp_path))
    assert sorted(told) == [str(tmp_path / name) for name in ("a.txt", "c.zip", "d.txt")]
    assert all("which cannot be read (" in str(line) for line in told.values())


def test_a_folder_that_cannot_be_listed_is_one_line(tmp_path, monkeypatch):
    laid_out(tmp_path, a_txt=b"one", b__c_txt=b"two", b__d_zip=b"", e_txt=b"three")
    listing = os.scandir

    def refusing(folder):
        if folder == str(tmp_path / "b"):
            raise PermissionError(13, "Permission denied", folder)
        return listing(folder)

    monkeypatch.setattr(os, "scandir", refusing)
    assert everything(below(tmp_path)) == {
        str(tmp_path / "a.txt"): b"one",
        str(tmp_path / "b"): f"found {tmp_path / 'b'}, which cannot be looked into (Permission denied), "
        "expected a folder",
        str(tmp_path / "e.txt"): b"three",
    }


@pytest.fixture
def deep(tmp_path):
    """A folder of folders in folders: deeper than Python calls itself, the last without a path that could be opened."""
    depth = 2500
    at = os.open(tmp_path, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir("d", dir_fd=at)
        at, above = os.open("d", os.O_RDONLY, dir_fd=at), at
        os.close(above)
    yield tmp_path
    for _ in range(depth):
        at, inner = os.open("..", os.O_RDONLY, dir_fd=at), at
        os.close(inner)
        os.rmdir("d", dir_fd=at)
    os.close(at)


@pytest.mark.skipif(sys.platform != "linux", reason="such folders are made on Linux alone")
def test_folders_in_folders_without_end(deep):
    laid_out(deep, a_txt=b"one")
    first, (name, line) = everything(below(deep)).items()
    assert first == (str(deep / "a.txt"), b"one")
    assert "d/d/d" in name
    assert "which cannot be looked into (File name too long)" in str(line)


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux alone")
def test_a_name_that_is_not_utf_8_is_one_line(tmp_path):
    for name in (b"a\xe9.txt", b"b\xe9.zip"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(zipped(("x.txt", b"one")))
    tarred(tmp_path / "c.tar", "w", (os.fsdecode(b"x\xe9.txt"), b"two"))
    assert everything(below(tmp_path)) == {
        f"{tmp_path}/a\\xe9.txt": f"found {tmp_path}/a\\xe9.txt, a name that is not UTF-8, expected one that is; "
        "rename it",
        f"{tmp_path}/b\\xe9.zip": f"found {tmp_path}/b\\xe9.zip, a name that is not UTF-8, expected one that is; "
        "rename it",
        f"{tmp_path}/c.tar!x\\xe9.txt": b"two",
    }


def test_an_archive_that_is_gone_when_it_is_read_is_a_line_for_each_member(tmp_path):
    path = written(tmp_path, zipped(("a.txt", b"one")))
    (work,) = works(below(path))
    assert work == Work("zip", str(path), work.members, work.bytes)
    path.unlink()
    ((name, error),) = contents(work)
    assert name == f"{path}!a.txt"
    assert "which cannot be read (" in str(error)


def test_a_data_set_is_known_by_its_members(tmp_path):
    path = written(tmp_path, zipped(("a.txt", b"one"), ("2023q1/SUBMISSION.tsv", b"two")))
    assert list(works(below(path))) == [Work("dataset", str(path), (), path.stat().st_size)]
