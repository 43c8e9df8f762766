"""Where Terraform keeps plugins for all instances, and who fills it: one ``init`` at a time.

Only for components whose ``.terraform.lock.hcl`` is in the repository. For the others Terraform downloads what it has
in any case, to learn the checksums for the lock file, and unpacks it over plugins that may be running. See
docs/language.md, plugins.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Final

from stackc.artifact.files import PRIVATE
from stackc.base.memo import Once
from stackc.base.pattern import late_pattern
from stackc.base.ports import Workplace
from stackc.evaluate.instance import Instance
from stackc.run.terraform import Binary
from stackc.run.terraform_notes import content_of
from stackc.syntax.version_constraint import core_version

VARIABLE: Final = "TF_PLUGIN_CACHE_DIR"
CONFIG: Final = "TF_CLI_CONFIG_FILE"
_KEEPS_LOCK_FILE: Final = (1, 4, 0)
"""Before it, a plugin out of the cache left the lock file without the checksums of other platforms."""
_LOCKS_ITSELF: Final = (1, 10, 0)
"""OpenTofu from here on; Terraform does not."""
_SETTING: Final = late_pattern(rb'^\s*plugin_cache_dir\s*=\s*"([^"\n]*)"', re.MULTILINE)
_TAG: Final = "CACHEDIR.TAG"
_TAG_TEXT: Final = b"Signature: 8a477f597d28d172789f06886806bc55\n# Plugins of Terraform, kept by stackc.\n"


class PluginCache:
    """The cache of one run: ours, unless the caller has one."""

    def __init__(
        self,
        binary: Binary,
        env: Mapping[str, str],
        workplace: Workplace,
        *,
        enabled: bool = True,
        folder: str = "",
        dry: bool = False,
    ) -> None:
        """``folder``: an absolute one instead of that below the caller's caches. ``dry``: none is made."""
        self._binary, self._env, self._workplace = binary, env, workplace
        self._enabled, self._named, self._dry = enabled, folder, dry
        self._folder = Once(self._find)

    def environment(self, instance: Instance, *, has_lock_file: bool) -> Mapping[str, str]:
        """What the Terraform of ``instance`` gets into its environment; its own ``env`` has the last word.

        The folder is made, since Terraform wants one that is there; nothing where that is not possible.
        """
        if not has_lock_file or CONFIG in instance.table("env"):
            return {}
        folder = self._folder()
        return {} if folder is None else {VARIABLE: folder}

    def lock_for(self, env: Mapping[str, str]) -> str | None:
        """The file to be held while an ``init`` with the environment ``env`` runs; None where it is alone anyhow."""
        version = core_version(self._binary.version)
        if self._binary.flavour == "tofu" and version is not None and version >= _LOCKS_ITSELF:
            return None
        cache, caches = env.get(VARIABLE) or _configured(env, self._workplace), _caches(self._env)
        if not cache or caches is None:
            return None
        digest = sha256(cache.encode("utf-8", "surrogateescape")).hexdigest()[:16]
        return posixpath.join(caches, "locks", digest)

    def _find(self) -> str | None:
        version = core_version(self._binary.version)
        if not self._enabled or (version is not None and version < _KEEPS_LOCK_FILE):
            return None
        if self._env.get(VARIABLE) or _configured(self._env, self._workplace):
            return None
        caches = _caches(self._env)
        folder = self._named or (caches and posixpath.join(caches, "plugins"))
        if not folder or self._dry:
            return folder
        try:
            self._workplace.write(posixpath.join(folder, _TAG), _TAG_TEXT, PRIVATE)
        except OSError:
            return None  # a home that nobody writes to: plugins are fetched for each workdir, as ever
        return folder


def _caches(env: Mapping[str, str]) -> str | None:
    """Our folder below the caller's caches; None for a caller without a home."""
    base, home = env.get("XDG_CACHE_HOME", ""), env.get("HOME", "")
    if not base.startswith("/"):
        base = posixpath.join(home, ".cache") if home.startswith("/") else ""
    return posixpath.join(base, "stackc") if base else None


def _configured(env: Mapping[str, str], workplace: Workplace) -> str:
    """The cache that Terraform's own configuration names; empty when it names none."""
    file = env.get(CONFIG) or posixpath.join(env.get("HOME", "/"), ".terraformrc")
    found = _SETTING.search(content_of(file, workplace))
    return found[1].decode("utf-8", "surrogateescape") if found else ""
