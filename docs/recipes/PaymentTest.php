<?php

// PHPUnit 9 and later: npx clickpesa-sandbox exec -- vendor/bin/phpunit PaymentTest.php

declare(strict_types=1);

use PHPUnit\Framework\TestCase;

final class PaymentTest extends TestCase
{
    private array $merchant;
    private string $mine;

    protected function setUp(): void
    {
        $merchants = getenv('CLICKPESA_SANDBOX_URL') . '/sandbox/api/v1/merchants';
        $settings = ['name' => self::class, 'clock' => ['frozen' => true]];
        $this->merchant = $this->call('POST', $merchants, $settings);
        $this->mine = $merchants . '/' . $this->merchant['id'];
    }

    protected function tearDown(): void
    {
        $this->call('DELETE', $this->mine);
    }

    public function testTheQueryShowsWhyAPaymentFailed(): void
    {
        $token = $this->logIn();
        $this->createLink($token, 'ORDER1001');
        $this->call('POST', $this->mine . '/orders/ORDER1001/payments', ['scenario' => 'insufficient-balance']);
        $this->call('POST', $this->mine . '/clock', ['advance' => '2s']);

        $payments = $this->call('GET', $this->merchant['apiUrl'] . '/payments/ORDER1001', null, ["Authorization: $token"]);

        self::assertSame('FAILED', $payments[0]['status']);
        self::assertStringContainsString('Insufficient balance', $payments[0]['message']);
    }

    // In place of these two comes your own code, given the merchant's apiUrl, clientId and apiKey.

    private function logIn(): string
    {
        $credentials = ["client-id: {$this->merchant['clientId']}", "api-key: {$this->merchant['apiKey']}"];
        return $this->call('POST', $this->merchant['apiUrl'] . '/generate-token', null, $credentials)['token'];
    }

    private function createLink(string $token, string $orderReference): void
    {
        $order = ['totalPrice' => '12500', 'orderCurrency' => 'TZS', 'orderReference' => $orderReference];
        $address = $this->merchant['apiUrl'] . '/checkout-link/generate-checkout-url';
        $this->call('POST', $address, $order, ["Authorization: $token"]);
    }

    private function call(string $method, string $url, ?array $body = null, array $headers = []): array
    {
        $answer = file_get_contents($url, false, stream_context_create(['http' => [
            'method' => $method,
            'header' => ['Content-Type: application/json', ...$headers],
            'content' => $body === null ? '' : json_encode($body, JSON_THROW_ON_ERROR),
        ]]));
        return $answer === '' ? [] : json_decode($answer, true, flags: JSON_THROW_ON_ERROR);
    }
}
