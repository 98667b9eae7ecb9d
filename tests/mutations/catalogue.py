"""The catalogue of seeded defects: what is planted, the rule that must find it, and why it is a defect.

The defects stand in the modules beside this one, by what they are about; importing a module enters its own. How
they are planted is said in ``planting``.
"""

from __future__ import annotations

from tests.mutations import arithmetic, boxes, content, counts, edgar, layout
from tests.mutations.planting import REGISTER, Mutation

MODULES = (layout, boxes, counts, edgar, content, arithmetic)
CATALOGUE: tuple[Mutation, ...] = tuple(sorted(REGISTER, key=lambda mutation: mutation.code))
