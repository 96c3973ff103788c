# A shop whose address of ClickPesa is built in, with what comes with Python.
import json
import os
import urllib.request

API = "https://api.clickpesa.com/third-parties"
CLIENT, KEY, SANDBOX = (os.environ[f"CLICKPESA_{name}"] for name in ("CLIENT_ID", "API_KEY", "SANDBOX_URL"))


def call(url, headers, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"content-type": "application/json", **headers})
    with urllib.request.urlopen(request) as answer:
        return answer.status, answer.read().decode()


def send(url, headers, body):
    return json.loads(call(url, headers, body)[1])


token = send(f"{API}/generate-token", {"client-id": CLIENT, "api-key": KEY}, {})["token"]
order = {"totalPrice": "5000", "orderReference": "PYTHON1", "orderCurrency": "TZS"}
link = send(f"{API}/checkout-link/generate-checkout-url", {"authorization": token}, order)["checkoutLink"]
page, _ = call(link, {})
merchant = f"{SANDBOX}/sandbox/api/v1/merchants/{CLIENT}"
send(f"{merchant}/orders/PYTHON1/payments", {}, {"method": "M-PESA", "phoneNumber": "255712345678"})
send(f"{merchant}/clock", {}, {"advance": "1m"})
payments = json.loads(call(f"{API}/payments/PYTHON1", {"authorization": token})[1])
print(json.dumps({"checkoutLink": link, "page": page, "status": payments[0]["status"]}))
