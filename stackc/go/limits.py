"""How much a template may ask for. Far above real use, low enough that no template hangs or fills the memory."""

MAX_NESTING = 60
"""Blocks and parentheses inside each other, at parse time."""

MAX_CALLS = 60
"""``template`` calls inside each other, at run time."""

MAX_WORK = 20_000_000
"""Units of one expansion: a character handled costs 1, a list or map entry 8, a call or a turn of a loop 40."""

MAX_OUTPUT = 16_000_000
"""Characters of one expansion."""

MAX_TEXT = 4_000_000
"""Characters of one string made by a function."""

MAX_ITEMS = 250_000
"""Entries of one list or map made by a function."""

MAX_DEPTH = 100
"""Lists and maps inside each other, when a value is printed, encoded or compared."""

MAX_TEMPLATES = 2048
"""Parsed templates kept for the next time."""

CALL_COST = 40
ENTRY_COST = 8
VISIT_COST = 30
"""For a list or map that a function visits while it walks through a value."""
SCALAR_COST = 4
"""For any other value it visits."""
