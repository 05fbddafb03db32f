#!/usr/bin/env bash
# Runs every sample: each starts three processes, and kills one of them as kill -9 does. Ends with 0 only if all keep their promises.
# Needs bash and the .NET 10 SDK.
set -uo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"

failed=()
for folder in */; do
    sample=${folder%/}
    # What the samples have in common.
    [[ $sample == Shared ]] && continue
    echo "== sample $sample: dotnet run --project samples/$sample"
    dotnet run --configuration Release --project "$sample" || failed+=("$sample")
done

if ((${#failed[@]} > 0)); then
    echo "== samples that did not keep their promise: ${failed[*]}"
    exit 1
fi
echo "== all samples have kept their promises"
