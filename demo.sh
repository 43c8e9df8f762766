#!/usr/bin/env bash
# Compile the reference organisation, explain one stack, show the order, deploy everything; state in a scratch copy.
set -euo pipefail
stackc=$1
here=$(cd "$(dirname "$0")" && pwd)
scratch=${STACKC_DEMO_DIR:-$here/.demo}
say() { printf '\n\033[1m%s\033[0m\n' "$*"; }

mkdir -p "$scratch"
rm -rf "$scratch/stacks" "$scratch/components" "$scratch/policies"
cp -R "$here/stacks" "$here/components" "$here/policies" "$here/stackc.yaml" "$scratch/"
cd "$scratch"

say "stackc validate"
"$stackc" validate
say "stackc describe core-gbl-artifacts"
"$stackc" describe core-gbl-artifacts
say "stackc graph"
"$stackc" graph

if ! command -v terraform >/dev/null && ! command -v tofu >/dev/null; then
  say "The rest deploys all of this with real Terraform, which is not on the PATH."
  echo "Install Terraform 1.5 or later (https://developer.hashicorp.com/terraform/install)"
  echo "or OpenTofu (https://opentofu.org/docs/intro/install), then run make demo again."
  exit 0
fi

say "stackc terraform deploy --all   (state in $scratch/state)"
"$stackc" terraform deploy --all >"$scratch/deploy.log"
grep -h "^Apply complete\|Apply complete!" "$scratch/deploy.log" | sed 's/\x1b\[[0-9;]*m//g' | sort | uniq -c
say "Done. Run make demo again: nothing changes. rm -rf .demo forgets it."
