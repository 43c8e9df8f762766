"""Programs that try the compiler on thousands of inputs, from a seed; `make campaign` runs one."""
