#!/bin/sh
# Any CI with Node and a shell: tests beside a sandbox, their report and the log kept in a folder, the exit code passed on.
#   sh ci.sh npm test
set -eu

KEPT=${KEPT:-test-output}
mkdir -p "$KEPT"
export CLICKPESA_SANDBOX_LOG_LEVEL="${CLICKPESA_SANDBOX_LOG_LEVEL:-info}"

status=0
npx clickpesa-sandbox exec -- "$@" 2> "$KEPT/sandbox.log" || status=$?

[ "$status" -eq 0 ] || tail -n 50 "$KEPT/sandbox.log" >&2
exit "$status"
