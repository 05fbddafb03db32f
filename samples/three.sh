#!/usr/bin/env bash
# Runs a sample as three processes on this machine, and kills one of them: samples/three.sh Locks
#
# Each process is started with its name (a, b or c), its own address, those of all three, and a folder that they share. One that prints a
# line that begins with "kill:" is killed at once, with kill -9. The others end by themselves: with 0 where the sample's promise
# was kept. So does this, if exactly one was killed and the others ended with 0. Needs bash and the .NET 10 SDK.
set -uo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

sample=${1:?name a sample: one of the folders beside this script}
limit=${2:-120}
project=samples/$sample/$sample.csproj
[[ -f $project ]] || { echo "three.sh: there is no $project" >&2; exit 1; }

shared=$(mktemp -d)
pids=()
finish() {
    for pid in ${pids[@]+"${pids[@]}"}; do kill -9 "$pid" 2>/dev/null; done
    rm -rf "$shared"
}
trap finish EXIT

if ! dotnet build "$project" --configuration Release --verbosity quiet --nologo --disable-build-servers >"$shared/build.log" 2>&1; then
    cat "$shared/build.log" >&2
    exit 1
fi

port=$((20000 + RANDOM % 20000))
seeds=127.0.0.1:$port,127.0.0.1:$((port + 1)),127.0.0.1:$((port + 2))
names=(a b c)
for at in 0 1 2; do
    : >"$shared/${names[at]}.out"
    dotnet "artifacts/bin/$sample/release/$sample.dll" "${names[at]}" "127.0.0.1:$((port + at))" "$seeds" "$shared" \
        >"$shared/${names[at]}.out" 2>&1 &
    pids+=($!)
done

killed=
for ((tick = 0; tick < limit * 10; tick++)); do
    running=0
    for at in 0 1 2; do
        if kill -0 "${pids[at]}" 2>/dev/null; then
            running=$((running + 1))
            if [[ -z $killed ]] && grep -q '^kill:' "$shared/${names[at]}.out"; then
                kill -9 "${pids[at]}"
                killed=${names[at]}
                # Nobody has to be told that it is gone.
                wait "${pids[at]}" 2>/dev/null
            fi
        fi
    done
    ((running == 0)) && break
    sleep 0.1
done

failed=0
for at in 0 1 2; do
    sed "s/^/${names[at]}: /" "$shared/${names[at]}.out"
    [[ ${names[at]} == "$killed" ]] && { echo "${names[at]}: was killed"; continue; }
    if kill -0 "${pids[at]}" 2>/dev/null; then
        echo "${names[at]}: still runs after $limit s"
        failed=1
    else
        wait "${pids[at]}"
        code=$?
        echo "${names[at]}: ended with $code"
        ((code == 0)) || failed=1
    fi
done
[[ -n $killed ]] || { echo "nobody was killed"; failed=1; }
((failed == 0)) && echo "$sample: the promise was kept"
exit "$failed"
