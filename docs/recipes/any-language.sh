#!/bin/sh
# Any language that can read its environment and speak HTTP, here the shell:
#   npx clickpesa-sandbox exec -- sh any-language.sh
set -eu

# A client id that begins with IDTEST opens a merchant of its own: tests in parallel never meet.
CLIENT_ID=IDTEST$$
MERCHANT=$CLICKPESA_SANDBOX_URL/sandbox/api/v1/merchants/$CLIENT_ID

# What your code does: log in, and create a link.
TOKEN=$(curl -sf -X POST "$CLICKPESA_BASE_URL/generate-token" -H "client-id: $CLIENT_ID" -H 'api-key: any' |
  sed 's/.*"token":"\([^"]*\)".*/\1/')
curl -sf "$CLICKPESA_BASE_URL/checkout-link/generate-checkout-url" \
  -H "Authorization: $TOKEN" -H 'Content-Type: application/json' \
  -d '{ "totalPrice": "12500", "orderCurrency": "TZS", "orderReference": "ORDER1001" }' > /dev/null

# What the test does: stop the time, let the customer pay, and let 45 seconds pass.
say() { curl -sf -X POST "$MERCHANT/$1" -H 'Content-Type: application/json' -d "$2" > /dev/null; }
say clock '{ "freeze": true }'
say orders/ORDER1001/payments '{ "scenario": "slow-success" }'
say clock '{ "advance": "45s" }'

curl -sf "$CLICKPESA_BASE_URL/payments/ORDER1001" -H "Authorization: $TOKEN" | grep -q '"status":"SUCCESS"'
echo 'ORDER1001 is paid'
