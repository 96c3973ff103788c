<?php
// A shop whose address of ClickPesa is built in. With curl where PHP has it, with streams where it has not.
const API = 'https://api.clickpesa.com/third-parties';

function call(string $url, array $headers, ?array $body = null): array
{
    $headers[] = 'content-type: application/json';
    $data = $body === null ? null : json_encode((object) $body);
    $curl = curl_init($url);
    curl_setopt_array($curl, [CURLOPT_RETURNTRANSFER => true, CURLOPT_HTTPHEADER => $headers]);
    if ($data !== null) {
        curl_setopt($curl, CURLOPT_POSTFIELDS, $data);
    }
    $text = curl_exec($curl);
    if ($text === false) {
        throw new RuntimeException(curl_error($curl));
    }
    return [curl_getinfo($curl, CURLINFO_HTTP_CODE), $text];
}

function send(string $url, array $headers, array $body): array
{
    return json_decode(call($url, $headers, $body)[1], true);
}

[$client, $key, $sandbox] = array_map(fn ($name) => getenv("CLICKPESA_$name"), ['CLIENT_ID', 'API_KEY', 'SANDBOX_URL']);
$token = send(API . '/generate-token', ["client-id: $client", "api-key: $key"], [])['token'];
$order = ['totalPrice' => '5000', 'orderReference' => 'PHP1', 'orderCurrency' => 'TZS'];
$link = send(API . '/checkout-link/generate-checkout-url', ["authorization: $token"], $order)['checkoutLink'];
[$page] = call($link, []);
$merchant = "$sandbox/sandbox/api/v1/merchants/$client";
send("$merchant/orders/PHP1/payments", [], ['method' => 'M-PESA', 'phoneNumber' => '255712345678']);
send("$merchant/clock", [], ['advance' => '1m']);
$payments = json_decode(call(API . '/payments/PHP1', ["authorization: $token"])[1], true);
echo json_encode(['checkoutLink' => $link, 'page' => $page, 'status' => $payments[0]['status']], JSON_UNESCAPED_SLASHES), "\n";
