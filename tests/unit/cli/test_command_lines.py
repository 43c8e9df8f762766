"""Real command lines, word for word, and what of them reaches Terraform. Nothing starts: children are written down."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from stackc.base.ids import InstanceId, StackName
from stackc.cli.request import parse_request
from stackc.run.terraform import Call
from tests.unit.run.bench import LOCAL, Bench, stack

VARS = "-var-file dev-app.terraform.tfvars.json"
STATE = "ROOT/components/terraform/app/terraform.tfstate.d/dev/terraform.tfstate"
BACKUP = f"-backup={STATE}.backup"
LINES = [
    # the first four are what everybody types
    ("plan app -s dev", f"plan {VARS} -input=false"),
    ("apply app -s dev", f"apply {VARS} -input=false"),
    ("deploy app -s dev", f"apply {VARS} -input=false -auto-approve"),
    ("destroy app -s dev --auto-approve", f"destroy {VARS} -input=false -auto-approve"),
    # where an instance is named
    ("plan app@dev", f"plan {VARS} -input=false"),
    ("plan -s=dev app", f"plan {VARS} -input=false"),
    ("plan --stack dev app", f"plan {VARS} -input=false"),
    ("output app@dev name", "output name"),
    # flags in the spellings of Go
    ("plan app@dev -target=module.a -no-color", f"plan {VARS} -input=false -target=module.a -no-color"),
    ("plan app@dev --target module.a", f"plan {VARS} -input=false --target module.a"),
    ("plan -target 'aws_vpc.a[\"x y\"]' app@dev", f"plan {VARS} -input=false -target 'aws_vpc.a[\"x y\"]'"),
    ("plan app@dev -var 'a=b c' -var=d=-e", f"plan {VARS} -input=false -var 'a=b c' -var=d=-e"),
    ("plan app@dev -var -odd=1", f"plan {VARS} -input=false -var -odd=1"),
    ("plan app@dev -input=true", f"plan {VARS} -input=true"),
    ("plan app@dev -lock=true -lock-timeout 5s", f"plan {VARS} -input=false -lock=true -lock-timeout 5s"),
    ("plan app@dev -refresh-only -json -parallelism=2", f"plan {VARS} -input=false -refresh-only -json -parallelism=2"),
    ("plan app@dev -destroy -out=p", f"plan {VARS} -input=false -destroy -out=HERE/p"),
    ("plan app@dev -out p -generate-config-out g.tf", f"plan {VARS} -input=false -out HERE/p -generate-config-out HERE/g.tf"),
    ("plan app@dev -var-file own.tfvars", f"plan {VARS} -input=false -var-file HERE/own.tfvars"),
    ("plan app@dev -var-file beside.tfvars", f"plan {VARS} -input=false -var-file beside.tfvars"),
    ("plan app@dev -- -brand-new x -no-color", f"plan {VARS} -input=false -brand-new x -no-color"),
    ("apply app@dev -auto-approve=false", f"apply {VARS} -input=false"),
    ("apply app@dev -replace=a.b", f"apply {VARS} -input=false -replace=a.b"),
    ("apply app@dev own.plan -no-color", "apply -input=false -no-color HERE/own.plan"),
    ("apply app@dev --planfile own.plan", "apply -input=false HERE/own.plan"),
    # what is only asked
    ("output app@dev -json", "output -json"),
    ("output app@dev name -raw", "output -raw name"),
    ("output app@dev -- -raw name", "output -raw name"),
    ("init app@dev -upgrade", "init -reconfigure -input=false -backend-config=path=ROOT/components/terraform/app/terraform.tfstate -backend-config=workspace_dir=ROOT/components/terraform/app/terraform.tfstate.d -upgrade"),
    ("validate app@dev -json", "validate -json"),
    ("workspace list app@dev", "workspace list"),
    ("workspace show app -s dev", "workspace show"),
    ("show app@dev", "show"),
    ("show app@dev own.plan -json", "show -json HERE/own.plan"),
    ("show app@dev beside.plan", "show beside.plan"),
    ("graph app@dev -type=plan -draw-cycles", "graph -type=plan -draw-cycles"),
    ("graph app@dev -plan own.plan", "graph -plan HERE/own.plan"),
    ("get app@dev -update", "get -update"),
    ("modules app@dev -json", "modules -json"),
    ("providers app@dev", "providers"),
    ("providers lock app@dev -platform linux_amd64 -platform=darwin_arm64", "providers lock -platform linux_amd64 -platform=darwin_arm64"),
    ("providers lock app@dev hashicorp/aws", "providers lock hashicorp/aws"),
    ("providers mirror app@dev made", "providers mirror HERE/made"),
    ("providers schema app@dev -json", "providers schema -json"),
    ("state list app@dev", "state list"),
    ("state list app@dev module.a module.b -id=x", "state list -id=x module.a module.b"),
    ("state show app@dev 'a.b[\"c\"]'", "state show 'a.b[\"c\"]'"),
    ("state pull app@dev", "state pull"),
    ("state identities app@dev -json", "state identities -json"),
    # what changes a state
    ("state mv app@dev a.b a.c", f"state mv {BACKUP} a.b a.c"),
    ("state mv -lock-timeout 5s app@dev a.b a.c", f"state mv {BACKUP} -lock-timeout 5s a.b a.c"),
    ("state mv app@dev -- -dry-run a.b a.c", f"state mv {BACKUP} -dry-run a.b a.c"),
    ("state rm app -s dev a.b module.c", f"state rm {BACKUP} a.b module.c"),
    ("state replace-provider app@dev x/y z/y --auto-approve", f"state replace-provider {BACKUP} -auto-approve x/y z/y"),
    ("state push app@dev own.tfstate", "state push HERE/own.tfstate"),
    ("state push app@dev - -force", "state push -force -"),
    ("import app@dev a.b 123", f"import {VARS} -input=false a.b 123"),
    ("import -var a=b app -s dev a.b 1", f"import {VARS} -input=false -var a=b a.b 1"),
    ("import app@dev -- a.b -123", f"import {VARS} -input=false a.b -123"),
    ("import app@dev a.b -- -allow-missing-config 123", f"import {VARS} -input=false -allow-missing-config a.b 123"),
    ("taint app@dev a.b -allow-missing", "taint -allow-missing a.b"),
    ("untaint app@dev a.b", "untaint a.b"),
    ("refresh app@dev -target=a.b", f"refresh {VARS} -input=false -target=a.b"),
    ("force-unlock app@dev -force 6638e010", "force-unlock -force 6638e010"),
    # the rest
    ("console app@dev", f"console -state={STATE} {VARS}"),
    ("console app@dev -plan", f"console -state={STATE} {VARS} -plan"),
    ("test app@dev -filter=tests/a.tftest.hcl -verbose", f"test {VARS} -filter=tests/a.tftest.hcl -verbose"),
    ("query app@dev -generate-config-out=g.tf", f"query {VARS} -generate-config-out=HERE/g.tf"),
    ("frobnicate app@dev word -- -flag", "frobnicate -flag word"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "reaches"), LINES, ids=[line for line, _ in LINES])
def test_a_command_line_reaches_terraform_as_it_is_meant(line: str, reaches: str, tmp_path: Path) -> None:
    root, here = tmp_path / "repository", tmp_path / "here"
    here.mkdir()
    own = {str(here / name) for name in ("own.tfvars", "own.plan", "own.tfstate")}
    request = parse_request(shlex.split(line), lambda path: str(here / path), own.__contains__)
    assert (request.components, request.stacks) == (("app",), ("dev",))
    bench = Bench(root, stack("app: {}", LOCAL))
    call = Call(request.verb, request.arguments, request.auto_approve, interactive=False, plan=request.plan)
    assert bench.runner.run(InstanceId(StackName("dev"), "app"), call).code == 0
    child = bench.children.started[-1]
    assert list(child.arguments) == shlex.split(reaches.replace("ROOT", str(root)).replace("HERE", str(here)))
    assert child.streamed
