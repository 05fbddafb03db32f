#!/usr/bin/env bash
# Runs every sample, each as three processes, one of which is killed with kill -9. Ends with 0 only if all keep their promises.
# Needs bash and the .NET 10 SDK.
set -uo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

failed=()
run() {
    local sample=$1
    shift
    echo "== sample $sample: $*"
    "$@" || failed+=("$sample")
}

# These start their processes themselves.
for sample in Calls Inventory; do
    run "$sample" dotnet run --configuration Release --project "samples/$sample"
done
for sample in Elections Locks; do
    run "$sample" samples/three.sh "$sample"
done

if ((${#failed[@]} > 0)); then
    echo "== samples that did not keep their promise: ${failed[*]}"
    exit 1
fi
echo "== all samples have kept their promises"
