"""One repository, opened: the system, the project file, the compilation and the runner wired together."""
