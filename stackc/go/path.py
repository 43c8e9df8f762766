"""Slash-separated paths as Go cleans and takes them apart; nothing here looks at a file system."""


def clean_path(path: str) -> str:
    """The shortest path that means the same: no empty parts, no ``.``, ``..`` only at the front; ``.`` for nothing."""
    rooted = path.startswith("/")
    kept: list[str] = []
    for part in path.split("/"):
        if part == ".." and kept and kept[-1] != "..":
            kept.pop()
        elif part == ".." and rooted:
            continue
        elif part not in ("", "."):
            kept.append(part)
    return "/" * rooted + "/".join(kept) or "."


def base_name(path: str) -> str:
    """The last part; ``.`` for nothing, ``/`` for slashes alone."""
    if not path:
        return "."
    return path.rstrip("/").rpartition("/")[2] or "/"


def directory_name(path: str) -> str:
    """All but the last part, cleaned."""
    return clean_path(split_path(path)[0])


def extension(path: str) -> str:
    """The last part from its last dot on."""
    name = path.rpartition("/")[2]
    dot = name.rfind(".")
    return name[dot:] if dot >= 0 else ""


def split_path(path: str) -> tuple[str, str]:
    """What is before and behind the last slash; the slash stays with the first."""
    before, slash, behind = path.rpartition("/")
    return before + slash, behind


def join_paths(parts: list[str]) -> str:
    """The parts that are not empty as one clean path; nothing for no parts."""
    filled = [part for part in parts if part]
    return clean_path("/".join(filled)) if filled else ""


def relative_path(base: str, target: str) -> str | None:
    """How to get from ``base`` to ``target``; None when one is rooted and the other is not."""
    start, goal = clean_path(base), clean_path(target)
    if start == goal:
        return "."
    if start.startswith("/") != goal.startswith("/"):
        return None
    from_parts = [part for part in start.split("/") if part not in ("", ".")]
    to_parts = [part for part in goal.split("/") if part not in ("", ".")]
    shared = 0
    while shared < min(len(from_parts), len(to_parts)) and from_parts[shared] == to_parts[shared]:
        shared += 1
    if ".." in from_parts[shared:]:
        return None
    return "/".join([".."] * (len(from_parts) - shared) + to_parts[shared:]) or "."
