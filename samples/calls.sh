#!/usr/bin/env bash
# Typed calls to a group of three processes, one of which is killed with kill -9 meanwhile. Ends with 0 only if the promise was kept.
# Needs the .NET 10 SDK, nothing else.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
exec dotnet run --configuration Release --project samples/Calls
