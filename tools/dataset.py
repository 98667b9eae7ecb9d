"""Generated parts of docs/dataset.md: the files, the gaps, the kinds of difference."""

from section16.formats.dataset_differences import MEANING
from section16.formats.dataset_tsv import GAPS, TABLES
from section16.formats.dataset_tsv_tables import ACCESSION
from tools.registry import part, table


@part("dataset-files")
def dataset_files() -> str:
    """Every file of a data set with its columns in order."""
    rows: list[tuple[object, ...]] = []
    for declared in TABLES.values():
        names = [f"`{name}`" for name in declared.header if name != ACCESSION]
        rows.append((f"`{declared.file}`", declared.meaning, ", ".join(names)))
    return table(("file", "has", "columns behind `ACCESSION_NUMBER`"), rows)


@part("dataset-gaps")
def dataset_gaps() -> str:
    """What a data set does not tell, and what reading gives in its place."""
    return table(("not told", "read as"), [(gap.what, gap.instead) for gap in GAPS])


@part("dataset-kinds")
def dataset_kinds() -> str:
    """The kinds of difference between a filing and a data set."""
    rows: list[tuple[object, ...]] = [
        (kind.value, "yes" if kind.is_explained else "no", meaning) for kind, meaning in MEANING.items()
    ]
    return table(("kind", "explained", "meaning"), rows)
