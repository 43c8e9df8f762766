"""The rules of the landing zone. This file is no policy: it lets type checkers see how the others import each other."""
