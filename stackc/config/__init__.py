"""The project file: where it is found, what it says, and the dialect that follows from it."""
