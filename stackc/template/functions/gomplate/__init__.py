"""The functions of gomplate, one module per namespace; each has a ``TABLE``. Loaded by name, see ``catalog``."""
