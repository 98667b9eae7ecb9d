"""The fixtures of ``office``; without the packages of the extra ``desk`` every module here is skipped, and says so."""

import pytest

try:
    import alembic  # noqa: F401 - asked for here, once for all modules
    import sqlalchemy  # noqa: F401
except ModuleNotFoundError as error:
    WHY = f"{(error.name or '').partition('.')[0]} is not installed; get it: pip install 'section16[desk]'"

    class Missing(pytest.Module):
        """A module of tests that cannot be imported here."""

        def collect(self):
            pytest.skip(WHY, allow_module_level=True)

    def pytest_pycollect_makemodule(module_path, parent):
        return Missing.from_parent(parent, path=module_path)
else:
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
