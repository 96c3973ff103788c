// Java 17 or later, with nothing but what comes with it:
//   npx clickpesa-sandbox exec -- java PaymentTest.java

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.UUID;
import java.util.regex.Pattern;

public class PaymentTest {
    // A client id that begins with IDTEST opens a merchant of its own: tests in parallel never meet.
    private static final String CLIENT_ID = "IDTEST" + UUID.randomUUID().toString().replace("-", "").toUpperCase();
    private static final String API = System.getenv("CLICKPESA_BASE_URL");
    private static final String MERCHANT =
        System.getenv("CLICKPESA_SANDBOX_URL") + "/sandbox/api/v1/merchants/" + CLIENT_ID;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    public static void main(String[] args) throws Exception {
        String token = logIn();
        createLink(token, "ORDER1001");
        post(MERCHANT + "/clock", "{ \"freeze\": true }");
        post(MERCHANT + "/orders/ORDER1001/payments", "{ \"scenario\": \"insufficient-balance\" }");
        post(MERCHANT + "/clock", "{ \"advance\": \"2s\" }");

        String payments = send(HttpRequest.newBuilder(URI.create(API + "/payments/ORDER1001")).header("Authorization", token));
        if (!payments.contains("\"status\":\"FAILED\"")) throw new AssertionError("not failed: " + payments);
        System.out.println("ORDER1001 has failed, as it should");
    }

    // In place of these two comes your own code.

    private static String logIn() throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(API + "/generate-token"))
            .header("client-id", CLIENT_ID).header("api-key", "any").POST(BodyPublishers.noBody());
        var found = Pattern.compile("\"token\":\"([^\"]+)\"").matcher(send(request));
        if (!found.find()) throw new AssertionError("no token");
        return found.group(1);
    }

    private static void createLink(String token, String orderReference) throws IOException, InterruptedException {
        String order = "{ \"totalPrice\": \"12500\", \"orderCurrency\": \"TZS\", \"orderReference\": \"" + orderReference + "\" }";
        post(API + "/checkout-link/generate-checkout-url", order, "Authorization", token);
    }

    private static String post(String url, String json, String... headers) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url)).header("Content-Type", "application/json");
        if (headers.length > 0) request.headers(headers);
        return send(request.POST(BodyPublishers.ofString(json)));
    }

    private static String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        var answer = HTTP.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() >= 400) throw new AssertionError(answer.statusCode() + ": " + answer.body());
        return answer.body();
    }
}
