# Verifies the pacts of a shop in any language with Pact's own verifier (pact-verifier, on the PATH):
#
#   npx clickpesa-sandbox exec -- sh pact.sh pacts/my-shop-clickpesa.json
#
# The token in a recorded request is good for nothing here; --header puts one in its place that is. Provider
# states keep it alive. Leave it out where your pact takes the token from the state with a generator.
set -eu

TOKEN=$(curl -sf -X POST "$CLICKPESA_BASE_URL/generate-token" \
  -H "client-id: $CLICKPESA_CLIENT_ID" -H "api-key: $CLICKPESA_API_KEY" | sed 's/.*"token":"\([^"]*\)".*/\1/')
PORT=${CLICKPESA_SANDBOX_URL##*:}

for FILE in "$@"; do
  pact-verifier --file "$FILE" --hostname 127.0.0.1 --port "$PORT" --header "Authorization=$TOKEN" \
    --state-change-url "$CLICKPESA_SANDBOX_URL/sandbox/api/v1/provider-states" --state-change-teardown \
    --transports "message:$PORT/sandbox/api/v1/messages"
done
