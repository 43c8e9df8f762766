"""Where values come from, and what hangs on a line: answers for people and programs. Compiling knows nothing of it."""
