"""The fixtures of ``office`` and ``commands``."""

from contextlib import suppress

# without the packages of the extra `desk` every module here fails to import, says which, and is skipped
with suppress(ImportError):
    from tests.desk.commands import at, call  # noqa: F401 - fixtures
    from tests.desk.office import (  # noqa: F401 - fixtures
        ann,
        at_state,
        backend,
        bob,
        clock,
        desk,
        empty,
        fay,
        full,
        full_url,
        scratch,
        server,
        sql,
        templates,
        url,
    )
