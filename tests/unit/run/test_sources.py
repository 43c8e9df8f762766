"""Sources: what a URI means, what is fetched once and what again, and what is refused."""

from __future__ import annotations

import hashlib
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from stackc.base.codes import Code
from stackc.base.ports import OutputFailure
from stackc.run.source_cache import Fetched, SourceCache
from stackc.run.sources import Source, read_source
from stackc.run.terraform import Call
from stackc.system.fetching import SystemFetching
from stackc.system.files import DiskWorkplace
from tests.kit.compiled import OWN
from tests.kit.sources import archive, git, repository
from tests.unit.artifact.test_files import SECRETS, instance
from tests.unit.run.bench import Bench, named, stack

APP, PLAN = named("app@dev"), Call("plan")
SUM = "0" * 64
MODULE = {"modules/app/main.tf": "# fetched\n", "modules/app/docs/a.md": "x\n", "other/main.tf": "\n"}


# --- what a URI means


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("uri: ./mods/app", Source("folder", "/r/mods/app"), id="a folder of the project"),
        pytest.param("uri: file:///m//app", Source("folder", "/m/app"), id="a folder below one"),
        pytest.param("uri: github.com/o/r//m/a, version: v1", Source("git", "https://github.com/o/r", "m/a", "v1"), id="host"),
        pytest.param("uri: 'github.com/o/r.git///?ref=v2', version: v1", Source("git", "https://github.com/o/r.git", "", "v2"), id="ref first"),
        pytest.param("uri: 'git@h.org:o/r.git//m'", Source("git", "git@h.org:o/r.git", "m"), id="scp"),
        pytest.param("uri: 'git::ssh://git@h.org/r//m?ref=x&depth=1'", Source("git", "ssh://git@h.org/r", "m", "x"), id="ssh"),
        pytest.param("uri: 'git::file:///r'", Source("git", "file:///r"), id="a repository on disk"),
        pytest.param("uri: 'git::https://h.org/r.zip'", Source("git", "https://h.org/r.zip"), id="git all the same"),
        pytest.param("uri: 'a.tar.gz//m'", Source("archive", "/r/a.tar.gz", "m"), id="an archive of the project"),
        pytest.param(
            f"uri: 'https://h.org/v{{{{.Version}}}}.zip?checksum=sha256:{SUM}', version: 2",
            Source("archive", "https://h.org/v2.zip", checksum=SUM),
            id="a version in the name",
        ),
        pytest.param(
            "uri: ./m, included_paths: ['**/*.tf'], excluded_paths: [x]",
            Source("folder", "/r/m", included=("**/*.tf",), excluded=("x",)),
            id="a part of it",
        ),
    ],
)  # fmt: skip
def test_a_uri_says_how_a_module_is_fetched(body: str, expected: Source) -> None:
    project = OWN + "templates: {settings: {enabled: false}}\n"
    assert read_source(instance(f"source: {{{body}}}", project=project), "/r") == expected


def test_a_text_is_the_uri() -> None:
    assert read_source(instance("source: ./m"), "/r") == Source("folder", "/r/m")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        pytest.param("version: v1", "it has no `uri`", id="no uri"),
        pytest.param("uri: 's3::https://b/k'", "sources of the kind `s3` are not supported yet", id="another kind"),
        pytest.param("uri: 'oci://h/a'", "`oci` is no way to fetch that is supported yet", id="another scheme"),
        pytest.param("uri: 'https://h.org/a.zip'", "an archive from elsewhere needs `?checksum=sha256:…`", id="unchecked"),
        pytest.param("uri: 'a.zip?checksum=md5:1'", "its checksum is none: `checksum=sha256:` and 64 digits", id="checksum"),
        pytest.param("uri: 'github.com/o/r//../x'", "its subfolder `../x` leaves the source", id="leaves"),
        pytest.param("uri: 'github.com/o/r?ref=--upload-pack=x'", "`--upload-pack=x` is no name of a commit, tag or branch", id="an option"),
        pytest.param("uri: ./m, included_paths: a", "`included_paths` is a list of globs", id="globs"),
        pytest.param("uri: !env PW", "a secret is in it; give git its credentials by a helper of its own", id="a secret"),
    ],
)  # fmt: skip
def test_what_cannot_be_fetched_is_said_at_its_line(body: str, said: str) -> None:
    found = read_source(instance(f"source: {{{body}}}", project=SECRETS, PW="hush-hush"), "/r")
    assert not isinstance(found, Source)
    assert found is not None
    assert (found.code, found.message) == (Code.SECTION_INVALID, f"the source of app@dev cannot be fetched: {said}")
    assert found.place[:2] == ("stacks/deploy/dev.yaml", 4)


# --- what is fetched, and when


def cache(root: Path, said: list[str] | None = None, *, only_look: bool = False) -> SourceCache:
    heard = said if said is not None else []
    return SourceCache(str(root), DiskWorkplace(), SystemFetching(os.environ), heard.append, only_look=only_look)


def there(found: Fetched | None) -> set[str]:
    assert found is not None
    top = Path(found.folder)
    return {str(each.relative_to(top)) for each in top.rglob("*") if each.is_file()}


def test_a_subfolder_of_a_commit_is_fetched_once_and_works_offline(tmp_path: Path) -> None:
    commit = repository(tmp_path / "git", MODULE, "v1")
    source, said = Source("git", f"file://{tmp_path}/git", "modules/app", "v1"), list[str]()
    found = cache(tmp_path / "p", said).module(source, "x")
    assert there(found) == {"main.tf", "docs/a.md"}
    assert found is not None
    assert (found.version, found.moves) == (commit, False)
    (tmp_path / "git").rename(tmp_path / "gone")
    assert cache(tmp_path / "p", said).module(source, "x", update=True) == found
    assert said == [f"fetched file://{tmp_path}/git at {commit}"]


@pytest.mark.parametrize("ref", ["", "main"])
def test_a_branch_stays_at_its_commit_until_it_is_to_be_updated(ref: str, tmp_path: Path) -> None:
    first = repository(tmp_path / "git", MODULE)
    source = Source("git", f"file://{tmp_path}/git", "modules/app", ref)
    before = cache(tmp_path / "p").module(source, "x")
    second = repository(tmp_path / "git", {"modules/app/main.tf": "# newer\n"})
    assert [cache(tmp_path / "p").module(source, "x"), before and before.version] == [before, first]
    after = cache(tmp_path / "p").module(source, "x", update=True)
    assert after is not None
    assert after.version == second
    assert before is not None
    assert Path(before.folder, "main.tf").read_text() == "# fetched\n", "who uses it still has it"


def test_a_commit_that_no_branch_ends_at_is_fetched_by_its_id(tmp_path: Path) -> None:
    first = repository(tmp_path / "git", MODULE)
    repository(tmp_path / "git", {"modules/app/main.tf": "# newer\n"})
    found = cache(tmp_path / "p").module(Source("git", f"file://{tmp_path}/git", "modules/app", first), "x")
    assert found is not None
    assert (found.version, found.moves) == (first, False)


def test_only_what_is_wanted_is_taken(tmp_path: Path) -> None:
    repository(tmp_path / "git", MODULE)
    source = Source("git", f"file://{tmp_path}/git", "", "main", included=("**/*.tf",), excluded=("other/**",))
    assert there(cache(tmp_path / "p").module(source, "x")) == {"modules/app/main.tf"}


def test_a_folder_is_used_where_it_is_and_copied_where_a_part_is_taken(tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    (tmp_path / "m/main.tf").write_text("")
    (tmp_path / "m/README.md").write_text("")
    whole = cache(tmp_path / "p").module(Source("folder", f"{tmp_path}/m"), "x")
    assert whole is not None
    assert whole.folder == f"{tmp_path}/m"
    part = Source("folder", f"{tmp_path}/m", included=("*.tf",))
    assert there(cache(tmp_path / "p").module(part, "x")) == {"main.tf"}
    (tmp_path / "m/more.tf").write_text("")
    assert there(cache(tmp_path / "p").module(part, "x")) == {"main.tf", "more.tf"}


def test_who_only_looks_fetches_nothing(tmp_path: Path) -> None:
    assert cache(tmp_path / "p", only_look=True).module(Source("git", "file:///nowhere"), "x") is None
    assert not (tmp_path / "p").exists()


def test_what_was_cut_off_is_fetched_again(tmp_path: Path) -> None:
    repository(tmp_path / "git", MODULE)
    source = Source("git", f"file://{tmp_path}/git", "modules/app", "main")
    part = tmp_path / "p/.stackc/sources" / source.digest / ".part"
    part.mkdir(parents=True)
    (part / "half.tf").write_text("")
    assert there(cache(tmp_path / "p").module(source, "x")) == {"main.tf", "docs/a.md"}
    assert not part.exists()


# --- archives


def test_archives_are_unpacked_and_their_checksum_is_compared(tmp_path: Path) -> None:
    archive(tmp_path / "a.tar.gz", {"m/main.tf": "x"})
    digest = hashlib.sha256((tmp_path / "a.tar.gz").read_bytes()).hexdigest()
    source = Source("archive", f"{tmp_path}/a.tar.gz", "m", checksum=digest)
    assert there(cache(tmp_path / "p").module(source, "x")) == {"main.tf"}
    with pytest.raises(OutputFailure, match=f"its checksum is sha256:{digest}"):
        cache(tmp_path / "p").module(source._replace(checksum=SUM), "x")


def test_a_zip_is_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as made:
        made.writestr("m/main.tf", "x")
    assert there(cache(tmp_path / "p").module(Source("archive", f"{tmp_path}/a.zip"), "x")) == {"m/main.tf"}


def member(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type, made.linkname = kind, target
    return made


@pytest.mark.parametrize(
    ("other", "said"),
    [
        pytest.param(member("../out.tf", tarfile.REGTYPE), "leaves its folder", id="out of it"),
        pytest.param(member("/etc/out", tarfile.REGTYPE), "leaves its folder", id="absolute"),
        pytest.param(member("link", tarfile.SYMTYPE, "/etc"), "neither a file nor a folder", id="a link"),
        pytest.param(member("hard", tarfile.LNKTYPE, "a.tf"), "neither a file nor a folder", id="a hard link"),
        pytest.param(member("null", tarfile.CHRTYPE), "neither a file nor a folder", id="a device"),
        pytest.param(member("pipe", tarfile.FIFOTYPE), "neither a file nor a folder", id="a pipe"),
    ],
)
def test_an_archive_with_more_than_files_is_refused(other: tarfile.TarInfo, said: str, tmp_path: Path) -> None:
    archive(tmp_path / "a.tgz", {"a.tf": "x"}, other)
    with pytest.raises(OutputFailure, match=said):
        cache(tmp_path / "p").module(Source("archive", f"{tmp_path}/a.tgz"), "x")
    assert not (tmp_path / "out.tf").exists()
    assert list((tmp_path / "p/.stackc/sources").rglob("*.tf")) == []


def test_a_zip_that_leaves_its_folder_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as made:
        made.writestr("../out.tf", "x")
    with pytest.raises(OutputFailure, match="leaves its folder"):
        cache(tmp_path / "p").module(Source("archive", f"{tmp_path}/a.zip"), "x")


@pytest.mark.parametrize("target", ["/etc/hostname", "../../other/main.tf"])
def test_a_link_out_of_the_module_is_refused(target: str, tmp_path: Path) -> None:
    repository(tmp_path / "git", MODULE)
    (tmp_path / "git/modules/app/link.tf").symlink_to(target)
    git(tmp_path / "git", "add", "-A")
    git(tmp_path / "git", "commit", "--quiet", "-m", "link")
    with pytest.raises(OutputFailure, match=r"`link\.tf` is a link out of it"):
        cache(tmp_path / "p").module(Source("git", f"file://{tmp_path}/git", "modules/app", "main"), "x")


# --- runs


def bench(tmp_path: Path, source: str, *, dry: bool = False) -> Bench:
    return Bench(tmp_path / "p", stack(f"app: {{metadata: {{component: none}}, source: {source}}}"), dry=dry)


def test_a_run_has_the_fetched_module_in_its_workdir(tmp_path: Path) -> None:
    repository(tmp_path / "git", MODULE)
    made = bench(tmp_path, f"'git::file://{tmp_path}/git//modules/app?ref=main'")
    assert made.runner.run(APP, PLAN).code == 0
    assert (made.workdir(folder="none") / "main.tf").read_text() == "# fetched\n"
    assert not (tmp_path / "p/components/terraform/none").exists(), "component folders are not written to"


def test_a_variable_that_the_fetched_module_does_not_have_is_told(tmp_path: Path) -> None:
    repository(tmp_path / "git", {"main.tf": 'variable "stage" {}\nvariable "size" {}\n'})
    made = bench(tmp_path, f"'git::file://{tmp_path}/git'")
    assert [each.code for each in made.runner.run(APP, PLAN).diagnostics] == [Code.VARIABLE_NOWHERE]


def test_what_the_fetched_module_calls_sensitive_is_in_no_file(tmp_path: Path) -> None:
    repository(tmp_path / "git", {"main.tf": 'variable "stage" {\n  sensitive = true\n}\n'})
    made = bench(tmp_path, f"'git::file://{tmp_path}/git'")
    assert made.runner.run(APP, PLAN).code == 0
    assert (made.workdir(folder="none") / "dev-app.terraform.tfvars.json").read_text() == "{}\n"


def test_another_folder_takes_the_place_of_the_component_for_once(tmp_path: Path) -> None:
    made = Bench(tmp_path / "p", stack("app: {source: {uri: 'github.com/o/r'}}"))
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/own.tf").write_text("# mine\n")
    assert made.runner.run(APP, PLAN._replace(source=str(tmp_path / "mine"))).code == 0
    assert sorted(each.name for each in made.workdir().glob("*.tf")) == ["own.tf"]
    assert [each.text for each in made.events if each.kind == "note"] == [
        f"app@dev runs the root module in {tmp_path}/mine"
    ]


@pytest.mark.parametrize(
    ("source", "code"),
    [
        pytest.param("{uri: './gone'}", Code.SOURCE_FAILED, id="no folder"),
        pytest.param("{uri: './gone.zip'}", Code.SOURCE_FAILED, id="no archive"),
        pytest.param("{uri: 'git::file:///gone'}", Code.SOURCE_FAILED, id="no repository"),
        pytest.param("{uri: 'hg::https://h.org/x'}", Code.SECTION_INVALID, id="another kind"),
    ],
)
def test_without_its_module_an_instance_does_not_run(source: str, code: Code, tmp_path: Path) -> None:
    made = bench(tmp_path, source)
    assert [each.code for each in made.runner.run(APP, PLAN).diagnostics] == [code]
    assert made.children.started == []


def test_a_dry_run_fetches_nothing(tmp_path: Path) -> None:
    made = bench(tmp_path, "{uri: 'git::file:///gone'}", dry=True)
    assert made.runner.preparation.prepare(APP, PLAN, lambda _: None) is not None
    assert not (tmp_path / "p/.stackc").exists()
