"""The functions of Sprig v3, one module per family; each has a ``TABLE``. Loaded by name, see ``catalog``."""
