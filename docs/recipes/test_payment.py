"""Python, with the standard library alone. Both of these run it:

    npx clickpesa-sandbox exec -- python3 -m unittest test_payment.py
    npx clickpesa-sandbox exec -- pytest test_payment.py
"""

import json
import os
import threading
import unittest
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.request import Request, urlopen

SANDBOX = os.environ["CLICKPESA_SANDBOX_URL"] + "/sandbox/api/v1"


def call(method, url, body=None, headers=None):
    data = None if body is None else json.dumps(body).encode()
    request = Request(url, data, {"Content-Type": "application/json", **(headers or {})}, method=method)
    with urlopen(request, timeout=20) as answer:
        return json.loads(answer.read() or b"{}")


class YourShop:
    """In place of this comes your own code, given the merchant's apiUrl, clientId and apiKey."""

    def __init__(self):
        self.received = received = []

        class Webhooks(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                received.append(json.loads(body)["data"]["orderReference"])
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Webhooks)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def create_link(self, merchant, order_reference):
        api = merchant["apiUrl"]
        login = {"client-id": merchant["clientId"], "api-key": merchant["apiKey"]}
        token = call("POST", f"{api}/generate-token", headers=login)["token"]
        order = {"totalPrice": "12500", "orderCurrency": "TZS", "orderReference": order_reference}
        call("POST", f"{api}/checkout-link/generate-checkout-url", order, {"Authorization": token})

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class PaymentTest(unittest.TestCase):
    def setUp(self):
        self.shop = YourShop()
        self.addCleanup(self.shop.close)
        webhooks = {"PAYMENT RECEIVED": self.shop.url}
        settings = {"name": self.id(), "webhooks": webhooks, "clock": {"frozen": True}}
        self.merchant = call("POST", f"{SANDBOX}/merchants", settings)
        self.mine = f"{SANDBOX}/merchants/{self.merchant['id']}"
        self.addCleanup(call, "DELETE", self.mine)

    def test_the_webhook_of_a_paid_order_arrives(self):
        self.shop.create_link(self.merchant, "ORDER1001")
        call("POST", f"{self.mine}/orders/ORDER1001/payments", {"scenario": "slow-success"})
        self.assertEqual(self.shop.received, [])
        call("POST", f"{self.mine}/clock", {"advance": "45s"})
        self.assertEqual(self.shop.received, ["ORDER1001"])


if __name__ == "__main__":
    unittest.main()
