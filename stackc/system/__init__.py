"""The only operating-system calls: files, processes, git. Imported by ``project`` alone."""
