"""A small shop that takes payments through ClickPesa, with nothing but Python's standard library.

What decides is in `Shop`: when an order is paid, and what may be believed. Run it with the CLICKPESA_ variables set:

    python3 duka.py
"""

import hashlib
import hmac
import http.client
import json
import os
import secrets
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAID = ("SUCCESS", "SETTLED")
OVER = ("FAILED", "REFUNDED", "REVERSED")
THREE_DAYS = 3 * 24 * 60 * 60


class Refused(Exception):
    """ClickPesa answered with an error, or not at all (status 0)."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


class ClickPesa:
    """The client: one token for all calls, links, queries, checksums."""

    def __init__(self, base_url, client_id, api_key, checksum_key):
        self.base_url, self.client_id, self.api_key = base_url, client_id, api_key
        self.checksum_key = checksum_key
        self.token = None
        self.lock = threading.Lock()

    def create_link(self, reference, amount, currency):
        order = {
            "totalPrice": str(amount),
            "orderReference": reference,
            "orderCurrency": currency,
            "customerName": "Asha Mushi",
            "customerPhone": "255744000111",
        }
        if self.checksum_key:
            order["checksum"] = self.checksum(order)
            order["checksumMethod"] = "canonical"
        return self._call("POST", "/checkout-link/generate-checkout-url", order)["checkoutLink"]

    def find_payments(self, reference):
        """Every attempt to pay for an order: none, one or many."""
        try:
            return self._call("GET", f"/payments/{reference}")
        except Refused as error:
            if error.status in (400, 404):  # nobody has tried yet
                return []
            raise

    def is_signed(self, body):
        given = body.get("checksum")
        return isinstance(given, str) and hmac.compare_digest(given, self.checksum(body))

    def checksum(self, body):
        covered = {key: value for key, value in body.items() if key not in ("checksum", "checksumMethod")}
        text = json.dumps(covered, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hmac.new(self.checksum_key.encode(), text.encode(), hashlib.sha256).hexdigest()

    def _call(self, method, path, body=None):
        token = self._token()
        try:
            return self._send(method, path, {"Authorization": token}, body)
        except Refused as error:
            if error.status != 401:
                raise
            # A token can die before its hour is over: log in again, once.
            with self.lock:
                if self.token == token:
                    self.token = None
            return self._send(method, path, {"Authorization": self._token()}, body)

    def _token(self):
        with self.lock:
            if self.token is None:
                headers = {"client-id": self.client_id, "api-key": self.api_key}
                self.token = self._send("POST", "/generate-token", headers)["token"]
            return self.token

    def _send(self, method, path, headers, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base_url + path, data, headers, method=method)
        if data:
            request.add_header("Content-Type", "application/json")
        try:
            try:
                with urllib.request.urlopen(request, timeout=4) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as error:
                message = error.read().decode(errors="replace")  # may break off as well
                raise Refused(error.code, message) from error
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise Refused(0, str(error)) from error


class Order:
    def __init__(self, number, amount, currency, now):
        self.id = str(number)
        self.amount, self.currency = Decimal(amount), currency
        self.references = []
        self.state = "waiting"  # or paid, failed, review: a person must look
        self.credits = []  # what was given out; never more than one
        self.paid_with = None  # the id of the payment for which it was
        self.must_ask = False
        self.ask_until = now + THREE_DAYS


class Shop:
    def __init__(self, clickpesa):
        self.clickpesa = clickpesa
        self.orders, self.by_reference = {}, {}
        self.lock = threading.RLock()
        self.ahead = 0

    def now(self):
        return time.time() + self.ahead

    def place(self, amount, currency):
        with self.lock:
            order = Order(len(self.orders) + 1, amount, currency, self.now())
            self.orders[order.id] = order
        return order

    def link(self, order):
        """A new reference for each try: one whose answer was lost is used up. Known before the call, as messages are quick."""
        reference = "DK" + secrets.token_hex(6).upper()
        with self.lock:
            order.references.append(reference)
            self.by_reference[reference] = order
            order.ask_until = self.now() + THREE_DAYS
        return self.clickpesa.create_link(reference, order.amount, order.currency)

    def hear(self, body):
        """A message of ClickPesa, or of somebody else. Returns the status to answer with."""
        if not isinstance(body, dict):
            return 400
        if self.clickpesa.checksum_key and not self.clickpesa.is_signed(body):
            return 400
        payment = body["data"] if isinstance(body.get("data"), dict) else body
        order = self.by_reference.get(payment.get("orderReference"))
        if order is None:
            return 200  # refused, it would only be sent again
        if payment.get("status") in PAID and order.state != "paid" and "collectedAmount" in payment:
            self.record(order, [payment])
        else:
            # Whatever contradicts, or says little, is a reason to ask; the answer to the message does not wait for that.
            threading.Thread(target=self.ask_quietly, args=(order,)).start()
        return 200

    def ask(self, order):
        order.must_ask = True
        payments = [payment for reference in list(order.references) for payment in self.clickpesa.find_payments(reference)]
        order.must_ask = False
        self.record(order, payments)

    def ask_quietly(self, order):
        try:
            self.ask(order)
        except Refused:
            pass  # the job asks again

    def ask_about_open_orders(self):
        for order in list(self.orders.values()):
            is_open = not order.credits and order.state != "review" and self.now() < order.ask_until
            if is_open or order.must_ask:
                self.ask_quietly(order)

    def record(self, order, payments):
        """What these payments mean for the order. The goods go out once, whatever comes later or at the same moment."""
        with self.lock:
            paid = [payment for payment in payments if payment["status"] in PAID]
            is_paid = any(self.fits(order, payment) for payment in paid)
            is_over = bool(payments) and all(payment["status"] in OVER for payment in payments)
            if order.credits:
                # Another payment that is under way changes nothing: it may never end.
                is_back = any(payment.get("id") == order.paid_with and payment["status"] in OVER for payment in payments)
                if is_over or (is_back and not paid):
                    order.state = "review"
            elif is_paid:
                order.state = "paid"
                order.paid_with = next(payment.get("id") for payment in paid if self.fits(order, payment))
                order.credits.append({"amount": str(order.amount), "currency": order.currency})
            elif paid:
                order.state = "review"
            elif is_over:
                order.state = "failed"

    def fits(self, order, payment):
        return (
            Decimal(str(payment["collectedAmount"])) == order.amount
            and payment["collectedCurrency"] == order.currency
        )


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # headers and body are written apart

    def do_POST(self):
        path, query = self.address()
        body = self.body()
        if path == ["hooks", "clickpesa"]:
            self.answer(self.shop.hear(body), {})
        elif path == ["orders"]:
            order = self.shop.place(body["amount"], body["currency"])
            try:
                self.answer(201, {"id": order.id, "link": self.shop.link(order)})
            except Refused:
                self.answer(201, {"id": order.id})  # the order stands; the customer can ask for a link again
        elif len(path) == 3 and path[0] == "orders" and path[2] == "link":
            try:
                self.answer(200, {"link": self.shop.link(self.shop.orders[path[1]])})
            except Refused:
                self.answer(502, {"message": "The payment service does not answer. Please try again in a moment."})
        elif path == ["jobs", "tick"]:
            self.shop.ahead = datetime.fromisoformat(query["now"].replace("Z", "+00:00")).timestamp() - time.time()
            self.shop.ask_about_open_orders()
            self.answer(200, {})
        else:
            self.answer(404, {})

    def do_GET(self):
        path, query = self.address()
        if len(path) == 2 and path[0] == "orders":
            order = self.shop.orders.get(path[1])
            self.answer(200 if order else 404, {"credits": order.credits, "state": order.state} if order else {})
        elif path == ["back"]:
            order = self.shop.by_reference.get(query.get("orderReference"))
            if order and not order.credits:
                self.shop.ask_quietly(order)
            self.answer(200, {"state": order.state if order else "unknown"})
        else:
            self.answer(200, {"shop": "Duka la Asha"})

    @property
    def shop(self):
        return self.server.shop

    def address(self):
        url = urllib.parse.urlsplit(self.path)
        return [part for part in url.path.split("/") if part], dict(urllib.parse.parse_qsl(url.query))

    def body(self):
        text = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            return json.loads(text) if text else None
        except ValueError:
            return None

    def answer(self, status, content):
        data = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def main():
    env = os.environ
    clickpesa = ClickPesa(
        env["CLICKPESA_BASE_URL"], env["CLICKPESA_CLIENT_ID"], env["CLICKPESA_API_KEY"], env.get("CLICKPESA_CHECKSUM_KEY")
    )
    server = Server(("127.0.0.1", int(env.get("PORT", "3000"))), Handler)
    server.shop = Shop(clickpesa)
    server.serve_forever()


if __name__ == "__main__":
    main()
