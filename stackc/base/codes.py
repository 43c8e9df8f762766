"""The registry of diagnostic codes: a stable number, a title, and how serious it is in each dialect.

``severity`` is the only place that decides what a diagnostic means. Diagnostics carry no severity of their own, but
those that policies of the repository make.
Numbers: 00 project file, 01 syntax, 02 manifests and imports, 03 merge, 04 linking, 05 evaluation, 06 checks,
07 graph, 08 artifacts, 09 runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import Literal

from stackc.base.named_tuple import NamedTuple

DialectName = Literal["atmos", "stackc"]
Class = Literal["compile", "check", "warning", "note"]
"""compile: blocks whatever needs the value. check: an error when validating or writing, else a warning.
note: legal, but perhaps not meant; shown when asked for."""
Severity = Literal["error", "warning", "note", "off"]
Use = Literal["show", "validate", "write"]
LEVELS: tuple[Severity, ...] = ("error", "warning", "note", "off")
"""From the most serious on."""
_USES: tuple[Use, ...] = ("show", "validate", "write")
"""From looking to touching."""


class _Row(NamedTuple):
    title: str
    atmos: Class
    stackc: Class
    floor: Use | None
    """From this use on it is an error that no setting lowers: what protects a state."""


class Code(Enum):
    """Stable, searchable names of everything stackc can complain about."""

    # 00: the project file
    NO_PROJECT = "SC0001"
    TWO_PROJECTS = "SC0002"
    PROJECT_SETTING = "SC0003"
    PROJECT_KEY = "SC0004"
    STACKS_PATHS = "SC0005"
    PROJECT_IMPORT = "SC0006"
    PROJECT_FUNCTION = "SC0007"
    STACKS_FOLDER = "SC0008"
    ENDLESS_LINKS = "SC0009"
    # 01: syntax
    YAML_SYNTAX = "SC0101"
    TAB = "SC0102"
    DUPLICATE_KEY = "SC0103"
    UNKNOWN_ALIAS = "SC0104"
    UNKNOWN_TAG = "SC0105"
    NOT_A_TABLE = "SC0106"
    NOT_TEXT = "SC0107"
    TOO_LARGE = "SC0108"
    TOO_DEEP = "SC0109"
    ALIAS_BOMB = "SC0110"
    LEADING_ZERO = "SC0111"
    DATE = "SC0112"
    KEY_COLLISION = "SC0113"
    NULL_KEY = "SC0114"
    UNREADABLE = "SC0115"
    DIGITS_LOST = "SC0116"
    NOT_A_NUMBER = "SC0117"
    KEY_SPELLED_TWICE = "SC0118"
    SECOND_DOCUMENT = "SC0119"
    FUNCTION_ARGUMENTS = "SC0120"
    UNCLOSED_QUOTE = "SC0121"
    TAG_IGNORED = "SC0122"
    MERGE_KEY = "SC0123"
    MODULE_SYNTAX = "SC0124"
    CORE_TAG = "SC0125"
    ANCHOR_CYCLE = "SC0126"
    MORE_MISTAKES = "SC0127"
    MERGE_CONFLICT = "SC0128"
    SPACE_MISSING = "SC0129"
    TYPOGRAPHIC_QUOTES = "SC0130"
    NUMBER_SHORTENED = "SC0131"
    # 02: manifests and imports
    IMPORT_NOT_FOUND = "SC0201"
    IMPORT_INVALID = "SC0202"
    IMPORT_CYCLE = "SC0203"
    IMPORT_SELF = "SC0204"
    IMPORT_CANDIDATES = "SC0205"
    IMPORT_REMOTE = "SC0206"
    NO_MANIFESTS = "SC0207"
    ROOT_KEY = "SC0208"
    LOCALS_CYCLE = "SC0209"
    MANIFEST_TEMPLATE = "SC0210"
    MANIFEST_MISSING_KEY = "SC0211"
    LOCALS_ERASE = "SC0212"
    OVERRIDES_KIND = "SC0213"
    IMPORT_IGNORED = "SC0214"
    INCLUDE_NOT_FOUND = "SC0215"
    INCLUDE_INVALID = "SC0216"
    IMPORT_DEPTH = "SC0217"
    LOCALS_KIND = "SC0218"
    MISSPELT_KEY = "SC0219"
    IMPORT_LIMIT = "SC0220"
    BODY_LOST = "SC0221"
    LOCAL_REFUSED = "SC0222"
    LOCAL_ALONE = "SC0223"
    LOCAL_IN_FORCE = "SC0224"
    OUTSIDE = "SC0230"
    # 03: merge
    KIND_CHANGE = "SC0301"
    LIST_STRATEGY = "SC0302"
    # 04: linking
    SECTION_KIND = "SC0401"
    NAME_VALUE_MISSING = "SC0402"
    NAME_TEMPLATE = "SC0403"
    NAME_TOKEN = "SC0404"
    DUPLICATE_COMPONENT = "SC0405"
    BASE_NOT_FOUND = "SC0406"
    INHERITANCE_CYCLE = "SC0407"
    INHERITS_ITSELF = "SC0408"
    BASE_TWICE = "SC0409"
    LEGACY_BASE_NOT_FOUND = "SC0410"
    LEGACY_FOLDER_ONLY = "SC0411"
    ROOT_METADATA = "SC0412"
    BACKEND_TYPE = "SC0413"
    COMPONENT_KEY = "SC0414"
    UNKNOWN_STACK = "SC0415"
    UNKNOWN_COMPONENT = "SC0416"
    METADATA_KEY = "SC0417"
    STACK_NEEDED = "SC0418"
    FLAG_KIND = "SC0419"
    DUPLICATE_IDENTICAL = "SC0421"
    INHERITANCE_LIMIT = "SC0420"
    EVALUATED_TOO_LATE = "SC0422"
    NO_VALUE = "SC0423"
    # 05: evaluation
    TEMPLATE = "SC0501"
    TEMPLATE_MISSING_KEY = "SC0502"
    FUNCTION_FAILED = "SC0503"
    WORKSPACE_TEMPLATE = "SC0505"
    TEMPLATE_YAML = "SC0506"
    NULL_ENV = "SC0507"
    UNKNOWN_SHOWN = "SC0508"
    EFFECT_MISPLACED = "SC0509"
    TEMPLATE_REREAD = "SC0510"
    TEMPLATE_UNTOUCHED = "SC0511"
    WORKSPACE_NAME = "SC0512"
    SECRET_MISPLACED = "SC0513"
    CALL_READ = "SC0514"
    VARIABLE_REFUSED = "SC0520"
    QUERY_NOTHING = "SC0521"
    # 06: checks
    COMPONENT_FOLDER = "SC0601"
    STATE_ADDRESS_SHARED = "SC0602"
    COMPONENT_IN_MIXIN = "SC0603"
    MIXIN_IMPORTS_COMPONENTS = "SC0604"
    BACKEND_INCOMPLETE = "SC0605"
    SCHEMA = "SC0606"
    MANIFEST_SCHEMA = "SC0607"
    SCHEMA_UNUSABLE = "SC0608"
    SCHEMA_ELSEWHERE = "SC0609"
    VARIABLE_UNCLAIMED = "SC0610"
    VARIABLE_UNKNOWN = "SC0611"
    VARIABLE_MISSING = "SC0612"
    VARIABLE_TYPE = "SC0613"
    ATTRIBUTE_UNKNOWN = "SC0614"
    VARIABLE_INVALID = "SC0615"
    OUTPUT_UNKNOWN = "SC0616"
    SETTING_UNKNOWN = "SC0617"
    VERSION_REFUSED = "SC0618"
    MODULE_INCOMPLETE = "SC0619"
    VARIABLE_NOWHERE = "SC0620"
    POLICY = "SC0630"
    POLICY_FAILS = "SC0631"
    COMPONENT_SCHEMA = "SC0632"
    COMPONENT_SCHEMA_UNUSABLE = "SC0633"
    LINE_LOST = "SC0640"
    LIST_SHORTER = "SC0641"
    NULL_OVER_MAP = "SC0642"
    IMPORT_BEATEN = "SC0643"
    IMPORTED_AGAIN = "SC0644"
    FILE_UNREACHED = "SC0645"
    COMPONENT_UNUSED = "SC0646"
    PATTERN_UNMATCHED = "SC0647"
    MODULE_UNUSED = "SC0648"
    EDIT_VALUE = "SC0650"
    EDIT_PATH = "SC0651"
    EDIT_FILE = "SC0652"
    EDIT_FORM = "SC0653"
    EDIT_COMPUTED = "SC0654"
    EDIT_AMBIGUOUS = "SC0655"
    EDIT_BEATEN = "SC0656"
    EDIT_REACHES = "SC0657"
    EDIT_MOVES = "SC0658"
    EDIT_BREAKS = "SC0659"
    # 07: graph
    DEPENDENCY_CYCLE = "SC0701"
    DEPENDENCY_DANGLING = "SC0702"
    DEPENDENCY_DISABLED = "SC0703"
    DEPENDENCY_INVALID = "SC0704"
    DEPENDENCY_KEY = "SC0705"
    DEPENDENCY_MISSPELT = "SC0706"
    DEPENDENCY_FILE = "SC0707"
    # 08: artifacts
    FOREIGN_FILE = "SC0801"
    UNKNOWN_WRITTEN = "SC0802"
    BACKEND_TYPE_MISSING = "SC0803"
    ARTIFACT_NAME = "SC0804"
    WRITE_FAILED = "SC0805"
    SECRET_WRITTEN = "SC0806"
    # 09: runs
    TERRAFORM_NOT_FOUND = "SC0901"
    ADDRESS_MOVED = "SC0902"
    WORKSPACE_VARIABLE = "SC0903"
    ABSTRACT = "SC0904"
    LOCKED = "SC0905"
    DISABLED = "SC0906"
    BLOCKED = "SC0907"
    PREREQUISITE_WITHOUT_STATE = "SC0908"
    BACKEND_WITHOUT_EFFECT = "SC0909"
    NOT_SUPPORTED = "SC0910"
    LOCK_FILE = "SC0911"
    PROVIDER_LOCK = "SC0912"
    CONFIRMATION = "SC0913"
    RUN_FAILED = "SC0914"
    SECTION_NOT_RUN = "SC0915"
    GIT = "SC0916"
    SELECTION_EMPTY = "SC0917"
    ADDRESS_UNKNOWN = "SC0918"
    ORPHAN = "SC0919"
    ORPHAN_REPLACED = "SC0920"
    STATE_ARGUMENT = "SC0921"
    REFUSED_BY_TERRAFORM = "SC0922"
    STATE_NOT_MOVED = "SC0923"
    INPUT_GONE = "SC0924"
    STILL_NEEDED = "SC0925"
    PROTECTED = "SC0926"
    RETRY = "SC0927"
    OUTPUTS_NOT_SAVED = "SC0928"
    UNTRUSTED = "SC0930"
    VERSION_MISFIT = "SC0940"
    BUCKET_UNUSABLE = "SC0941"
    BUCKET_OPEN = "SC0942"
    ACCOUNT = "SC0943"
    RUN_REFUSED = "SC0950"
    SECTION_INVALID = "SC0951"
    HOOK_FAILED = "SC0952"
    SOURCE_FAILED = "SC0953"
    VALIDATION_FAILED = "SC0954"
    TOOL_VERSION = "SC0955"

    @property
    def title(self) -> str:
        """What the code is about, in a few words."""
        return _registry()[self].title

    def classified(self, dialect: DialectName) -> Class:
        """How serious the code is in ``dialect``."""
        row = _registry()[self]
        return row.atmos if dialect == "atmos" else row.stackc


def severity(
    code: Code, dialect: DialectName, use: Use, overrides: Mapping[str, str], own: Severity | None = None
) -> Severity:
    """What ``code`` means for a command that shows, validates or writes.

    ``overrides`` maps codes to one of ``LEVELS`` (project file); a compile code stays an error, and what protects a
    state has a floor. ``own``: what a diagnostic says of itself, where nobody overrides it.
    """
    kind = code.classified(dialect)
    if kind == "compile":
        return "error"
    floor = _registry()[code].floor
    if floor is not None and _USES.index(use) >= _USES.index(floor):
        return "error"
    wanted = overrides.get(code.value)
    for level in LEVELS:
        if wanted == level:
            return level
    if own is not None:
        return own
    if kind == "note":
        return "note"
    return "error" if kind == "check" and use != "show" else "warning"


@cache
def _registry() -> Mapping[Code, _Row]:
    """A row for each code; put together when one is asked for, since most commands have nothing to complain about."""
    rows: dict[Code, _Row] = {}

    def row(
        code: Code, title: str, atmos: Class = "compile", stackc: Class | None = None, floor: Use | None = None
    ) -> None:
        rows[code] = _Row(title, atmos, stackc or atmos, floor)

    row(Code.NO_PROJECT, "no project found")
    row(Code.TWO_PROJECTS, "two project files")
    row(Code.PROJECT_SETTING, "invalid project setting")
    row(Code.PROJECT_KEY, "unknown project setting", "warning")
    row(Code.STACKS_PATHS, "stack paths are not configured")
    row(Code.PROJECT_IMPORT, "project import not found", "warning")
    row(Code.PROJECT_FUNCTION, "function in the project file", "warning", "compile")
    row(Code.STACKS_FOLDER, "stacks folder not found")
    row(Code.ENDLESS_LINKS, "links without bound")
    row(Code.YAML_SYNTAX, "invalid YAML")
    row(Code.TAB, "tab used for indentation")
    row(Code.DUPLICATE_KEY, "duplicate key")
    row(Code.UNKNOWN_ALIAS, "unknown anchor")
    row(Code.UNKNOWN_TAG, "unknown tag")
    row(Code.NOT_A_TABLE, "a manifest must be a map")
    row(Code.NOT_TEXT, "not a text file")
    row(Code.TOO_LARGE, "file too large")
    row(Code.TOO_DEEP, "nested too deeply")
    row(Code.ALIAS_BOMB, "aliases expand without bound")
    row(Code.LEADING_ZERO, "number with a leading zero", "check", "compile")
    row(Code.DATE, "unquoted date", "check", "warning")
    row(Code.KEY_COLLISION, "keys collide")
    row(Code.NULL_KEY, "null key")
    row(Code.UNREADABLE, "file cannot be read")
    row(Code.DIGITS_LOST, "number loses digits", "check")
    row(Code.NOT_A_NUMBER, "infinite or not a number")
    row(Code.KEY_SPELLED_TWICE, "one key in two spellings", "warning")
    row(Code.SECOND_DOCUMENT, "further documents are ignored", "warning")
    row(Code.FUNCTION_ARGUMENTS, "wrong function arguments")
    row(Code.UNCLOSED_QUOTE, "quote is not closed")
    row(Code.TAG_IGNORED, "tag without effect", "warning")
    row(Code.MERGE_KEY, "merge key needs a map")
    row(Code.MODULE_SYNTAX, "invalid Terraform configuration")
    row(Code.CORE_TAG, "value does not fit its tag")
    row(Code.ANCHOR_CYCLE, "anchor contains itself")
    row(Code.MORE_MISTAKES, "more mistakes than are told", "warning")
    row(Code.MERGE_CONFLICT, "merge conflict not resolved")
    row(Code.SPACE_MISSING, "structure read as text", "warning")
    row(Code.TYPOGRAPHIC_QUOTES, "quotes that do not quote", "warning")
    row(Code.NUMBER_SHORTENED, "number that lost a part of a name", "warning")
    row(Code.IMPORT_NOT_FOUND, "import not found")
    row(Code.IMPORT_INVALID, "invalid import")
    row(Code.IMPORT_CYCLE, "circular import")
    row(Code.IMPORT_SELF, "manifest imports itself")
    row(Code.IMPORT_CANDIDATES, "several files fit an import", "warning")
    row(Code.IMPORT_REMOTE, "remote import")
    row(Code.NO_MANIFESTS, "no stack manifests")
    row(Code.ROOT_KEY, "unknown key at the root of a manifest", "warning")
    row(Code.LOCALS_CYCLE, "circular locals")
    row(Code.MANIFEST_TEMPLATE, "template error in a manifest")
    row(Code.MANIFEST_MISSING_KEY, "missing template value in a manifest")
    row(Code.LOCALS_ERASE, "locals erase a section of imported files", "warning")
    row(Code.OVERRIDES_KIND, "overrides must be a map")
    row(Code.IMPORT_IGNORED, "import without effect", "warning")
    row(Code.INCLUDE_NOT_FOUND, "included file not found")
    row(Code.INCLUDE_INVALID, "included file cannot be used")
    row(Code.IMPORT_DEPTH, "imports nested too deeply")
    row(Code.LOCALS_KIND, "locals must be a map")
    row(Code.MISSPELT_KEY, "misspelt or misplaced key loses content", "check")
    row(Code.BODY_LOST, "content of an unknown key is lost", "warning", "check")
    row(Code.IMPORT_LIMIT, "imports without bound")
    row(Code.LOCAL_REFUSED, "local file says what it may not")
    row(Code.LOCAL_ALONE, "local file without a manifest", "warning")
    row(Code.LOCAL_IN_FORCE, "local file in force", "note")
    row(Code.OUTSIDE, "outside of the repository", "warning", "compile")
    row(Code.KIND_CHANGE, "kind changes at merge", "check")
    row(Code.LIST_STRATEGY, "invalid list merge strategy")
    row(Code.SECTION_KIND, "section of the wrong kind")
    row(Code.NAME_VALUE_MISSING, "stack name lacks a value")
    row(Code.NAME_TEMPLATE, "stack name template fails")
    row(Code.NAME_TOKEN, "unknown token in the name pattern", "warning")
    row(Code.DUPLICATE_COMPONENT, "component defined more than once")
    row(Code.BASE_NOT_FOUND, "base component not found")
    row(Code.INHERITANCE_CYCLE, "circular inheritance")
    row(Code.INHERITS_ITSELF, "component inherits from itself", "warning", "compile")
    row(Code.BASE_TWICE, "base listed twice", "warning", "compile")
    row(Code.LEGACY_BASE_NOT_FOUND, "base component not found")
    row(Code.LEGACY_FOLDER_ONLY, "`component` without effect", "warning", "compile")
    row(Code.ROOT_METADATA, "metadata not allowed for a whole stack")
    row(Code.BACKEND_TYPE, "backend type not configured")
    row(Code.COMPONENT_KEY, "unknown key of a component", "warning")
    row(Code.UNKNOWN_STACK, "unknown stack")
    row(Code.UNKNOWN_COMPONENT, "unknown component")
    row(Code.METADATA_KEY, "unknown metadata key", "warning")
    row(Code.STACK_NEEDED, "stack not given")
    row(Code.DUPLICATE_IDENTICAL, "component defined more than once, identically", "warning")
    row(Code.FLAG_KIND, "flag is not a boolean", "check", floor="write")
    row(Code.INHERITANCE_LIMIT, "inheritance without bound")
    row(Code.NO_VALUE, "no such value")
    row(Code.EVALUATED_TOO_LATE, "template or function where none is evaluated", "warning", "check")
    row(Code.TEMPLATE, "template error")
    row(Code.TEMPLATE_MISSING_KEY, "missing template value", "check", "compile")
    row(Code.FUNCTION_FAILED, "function failed")
    row(Code.WORKSPACE_TEMPLATE, "workspace template fails")
    row(Code.TEMPLATE_YAML, "rendered value is not YAML")
    row(Code.NULL_ENV, "environment variable without a value", "warning")
    row(Code.UNKNOWN_SHOWN, "value is not known yet", "warning")
    row(Code.EFFECT_MISPLACED, "effect where values must be pure")
    row(Code.TEMPLATE_REREAD, "rendered text loses something", "warning")
    row(Code.TEMPLATE_UNTOUCHED, "template is not rendered", "warning")
    row(Code.SECRET_MISPLACED, "secret where none may be")
    row(Code.CALL_READ, "template reads a function")
    row(Code.WORKSPACE_NAME, "no name for a workspace", "check", floor="write")
    row(Code.COMPONENT_FOLDER, "component folder not found", "check", floor="write")
    row(Code.STATE_ADDRESS_SHARED, "state address shared", "check", floor="validate")
    row(Code.VARIABLE_REFUSED, "environment variable refused")
    row(Code.QUERY_NOTHING, "query finds nothing", "warning")
    row(Code.COMPONENT_IN_MIXIN, "component in a mixin", "warning")
    row(Code.MIXIN_IMPORTS_COMPONENTS, "mixin imports components", "check")
    row(Code.BACKEND_INCOMPLETE, "backend lacks a setting", "warning")
    row(Code.SCHEMA, "manifest does not match its schema", "check")
    row(Code.MANIFEST_SCHEMA, "a manifest does not fit the project's own schema", "check")
    row(Code.SCHEMA_UNUSABLE, "a schema that cannot be used", "check")
    row(Code.SCHEMA_ELSEWHERE, "a schema that is not fetched", "warning")
    row(Code.VARIABLE_UNCLAIMED, "variable that no module declares", "note")
    row(Code.VARIABLE_UNKNOWN, "unknown variable of a root module", "warning", "check")
    row(Code.VARIABLE_MISSING, "required variable without a value", "check")
    row(Code.VARIABLE_TYPE, "value does not fit the type of its variable", "check")
    row(Code.ATTRIBUTE_UNKNOWN, "unknown attribute of an object", "warning")
    row(Code.VARIABLE_INVALID, "value against a condition of its variable", "check")
    row(Code.OUTPUT_UNKNOWN, "unknown output of a root module", "warning", "check")
    row(Code.SETTING_UNKNOWN, "unknown provider or setting of a backend", "warning", "check")
    row(Code.VERSION_REFUSED, "root module requires another version", "warning", "check")
    row(Code.MODULE_INCOMPLETE, "root module is incomplete", "note")
    row(Code.VARIABLE_NOWHERE, "required variable that no manifest sets", "warning")
    row(Code.POLICY, "a policy of the repository", "check")
    row(Code.POLICY_FAILS, "a policy that gives no answer", "check")
    row(Code.COMPONENT_SCHEMA, "a variable does not fit the component's schema", "check")
    row(Code.COMPONENT_SCHEMA_UNUSABLE, "a component's schema that cannot be used", "check")
    row(Code.LINE_LOST, "a line that never counts", "note")
    row(Code.LIST_SHORTER, "a list that replaces a longer one", "note")
    row(Code.NULL_OVER_MAP, "nothing takes the place of a map", "note")
    row(Code.IMPORT_BEATEN, "an import beats an earlier one", "note")
    row(Code.IMPORTED_AGAIN, "a file that is imported again takes a value back", "note")
    row(Code.FILE_UNREACHED, "a file that no stack reaches", "note")
    row(Code.COMPONENT_UNUSED, "a component that no stack uses", "note")
    row(Code.PATTERN_UNMATCHED, "a pattern that matches no stack", "note")
    row(Code.MODULE_UNUSED, "a root module that no component uses", "note")
    row(Code.EDIT_VALUE, "value that is not written")
    row(Code.EDIT_PATH, "no place for a value")
    row(Code.EDIT_FILE, "file that is not edited")
    row(Code.EDIT_FORM, "text that is not edited")
    row(Code.EDIT_COMPUTED, "computed value is not edited")
    row(Code.EDIT_AMBIGUOUS, "several places for a value")
    row(Code.EDIT_BEATEN, "edit without effect")
    row(Code.EDIT_REACHES, "edit changes more")
    row(Code.EDIT_MOVES, "edit moves a state")
    row(Code.EDIT_BREAKS, "edit breaks what compiles")
    row(Code.DEPENDENCY_CYCLE, "circular dependency", "check")
    row(Code.DEPENDENCY_DANGLING, "dependency on nothing", "warning", "check")
    row(Code.DEPENDENCY_DISABLED, "dependency on a disabled instance", "warning", "check")
    row(Code.DEPENDENCY_INVALID, "invalid dependency", "compile")
    row(Code.DEPENDENCY_KEY, "unknown key of a dependency", "warning")
    row(Code.DEPENDENCY_MISSPELT, "misspelt key of a dependency", "check")
    row(Code.DEPENDENCY_FILE, "dependency on no file", "warning")
    row(Code.FOREIGN_FILE, "file is not ours")
    row(Code.UNKNOWN_WRITTEN, "unknown value would be written")
    row(Code.BACKEND_TYPE_MISSING, "backend type missing")
    row(Code.ARTIFACT_NAME, "no valid file name")
    row(Code.WRITE_FAILED, "file cannot be written")
    row(Code.SECRET_WRITTEN, "secret would be written")
    row(Code.TERRAFORM_NOT_FOUND, "Terraform not found")
    row(Code.ADDRESS_MOVED, "state address moved")
    row(Code.WORKSPACE_VARIABLE, "TF_WORKSPACE is set")
    row(Code.ABSTRACT, "abstract component")
    row(Code.LOCKED, "locked component")
    row(Code.DISABLED, "disabled component", "warning", "compile")
    row(Code.BLOCKED, "blocked by missing outputs")
    row(Code.PREREQUISITE_WITHOUT_STATE, "prerequisite has no state", "warning")
    row(Code.BACKEND_WITHOUT_EFFECT, "backend without effect")
    row(Code.NOT_SUPPORTED, "not supported yet")
    row(Code.LOCK_FILE, "invalid lock file")
    row(Code.PROVIDER_LOCK, "provider lock file would change", "warning")
    row(Code.CONFIRMATION, "confirmation needed")
    row(Code.RUN_FAILED, "run failed")
    row(Code.SECTION_NOT_RUN, "section has no effect on a run", "warning")
    row(Code.GIT, "git failed")
    row(Code.SELECTION_EMPTY, "nothing selected", "warning")
    row(Code.ADDRESS_UNKNOWN, "state address cannot be told")
    row(Code.ORPHAN, "state of an instance that is gone", "warning")
    row(Code.ORPHAN_REPLACED, "fresh state beside that of an instance that is gone")
    row(Code.STATE_ARGUMENT, "argument or variable that moves the state")
    row(Code.REFUSED_BY_TERRAFORM, "value that Terraform refuses")
    row(Code.STATE_NOT_MOVED, "state that cannot be moved")
    row(Code.INPUT_GONE, "destroy without an input")
    row(Code.STILL_NEEDED, "destroy of what others depend on")
    row(Code.PROTECTED, "protected from being destroyed")
    row(Code.RETRY, "retry that means nothing", "warning")
    row(Code.OUTPUTS_NOT_SAVED, "outputs that cannot be saved")
    row(Code.UNTRUSTED, "refused for an untrusted repository")
    row(Code.BUCKET_UNUSABLE, "bucket of states that cannot be made or used")
    row(Code.BUCKET_OPEN, "bucket of states that is not protected", "warning")
    row(Code.ACCOUNT, "account that is not the caller's")
    row(Code.VERSION_MISFIT, "another version of Terraform is required", "check")
    row(Code.RUN_REFUSED, "a run would be refused", "warning")
    row(Code.SECTION_INVALID, "section that a run cannot follow")
    row(Code.HOOK_FAILED, "hook failed", "check")
    row(Code.SOURCE_FAILED, "source was not fetched")
    row(Code.VALIDATION_FAILED, "validation of a component not passed", "warning", "check", floor="write")
    row(Code.TOOL_VERSION, "tool of another version")
    return rows
