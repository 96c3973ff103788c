CREATE TABLE public.api_keys (
    id text NOT NULL COLLATE pg_catalog."C",
    merchant_id text COLLATE pg_catalog."C",
    seq double precision,
    client_id text COLLATE pg_catalog."C",
    secret text COLLATE pg_catalog."C",
    doc text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.applications (
    id text NOT NULL COLLATE pg_catalog."C",
    merchant_id text COLLATE pg_catalog."C",
    seq double precision,
    search_text text COLLATE pg_catalog."C",
    doc text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.attempts (
    id text NOT NULL COLLATE pg_catalog."C",
    merchant_id text COLLATE pg_catalog."C",
    seq double precision,
    delivery_id text COLLATE pg_catalog."C",
    outcome text COLLATE pg_catalog."C",
    doc text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.counters (
    id text NOT NULL COLLATE pg_catalog."C",
    merchant_id text COLLATE pg_catalog."C",
    seq double precision,
    doc text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.deliveries (
    id text NOT NULL COLLATE pg_catalog."C",
    merchant_id text COLLATE pg_catalog."C",
    seq double precision,
    order_reference text COLLATE pg_catalog."C",
    payment_id text COLLATE pg_catalog."C",
    event text COLLATE pg_catalog."C",
    channel text COLLATE pg_catalog."C",
    status text COLLATE pg_catalog."C",
    outcome text COLLATE pg_catalog."C",
    search_text text COLLATE pg_catalog."C",
    doc text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.journal (
    merchant_id text COLLATE pg_catalog."C",
    seq double precision,
    place double precision,
    at double precision,
    order_reference text COLLATE pg_catalog."C",
    type text COLLATE pg_catalog."C",
    alert integer,
    doc text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.leases (
    merchant_id text NOT NULL COLLATE pg_catalog."C",
    holder text NOT NULL COLLATE pg_catalog."C",
    until double precision NOT NULL
);
CREATE TABLE public.ledger (
    id text NOT NULL COLLATE pg_catalog."C",
    merchant_id text COLLATE pg_catalog."C",
    seq double precision,
    currency text COLLATE pg_catalog."C",
    at double precision,
    doc text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.merchants (
    id text NOT NULL COLLATE pg_catalog."C",
    merchant_id text COLLATE pg_catalog."C",
    seq double precision,
    created_at double precision,
    search_text text COLLATE pg_catalog."C",
    doc text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.orders (
    id text NOT NULL COLLATE pg_catalog."C",
    merchant_id text COLLATE pg_catalog."C",
    seq double precision,
    order_reference text COLLATE pg_catalog."C",
    origin text COLLATE pg_catalog."C",
    link_id text COLLATE pg_catalog."C",
    bill_pay_number text COLLATE pg_catalog."C",
    created_at double precision,
    changed_at double precision,
    status text COLLATE pg_catalog."C",
    ever_paid integer,
    channel text COLLATE pg_catalog."C",
    scenario text COLLATE pg_catalog."C",
    search_text text COLLATE pg_catalog."C",
    doc text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.owners (
    id text NOT NULL COLLATE pg_catalog."C",
    journal double precision NOT NULL,
    requests double precision NOT NULL
);
CREATE TABLE public.payments (
    id text NOT NULL COLLATE pg_catalog."C",
    merchant_id text COLLATE pg_catalog."C",
    seq double precision,
    order_id text COLLATE pg_catalog."C",
    order_reference text COLLATE pg_catalog."C",
    client_id text COLLATE pg_catalog."C",
    status text COLLATE pg_catalog."C",
    channel text COLLATE pg_catalog."C",
    message text COLLATE pg_catalog."C",
    payment_reference text COLLATE pg_catalog."C",
    collected_amount double precision,
    collected_currency text COLLATE pg_catalog."C",
    created_at double precision,
    updated_at double precision,
    doc text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.payout_links (
    id text NOT NULL COLLATE pg_catalog."C",
    merchant_id text COLLATE pg_catalog."C",
    seq double precision,
    order_reference text COLLATE pg_catalog."C",
    doc text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.payouts (
    id text NOT NULL COLLATE pg_catalog."C",
    merchant_id text COLLATE pg_catalog."C",
    seq double precision,
    order_reference text COLLATE pg_catalog."C",
    client_id text COLLATE pg_catalog."C",
    status text COLLATE pg_catalog."C",
    channel text COLLATE pg_catalog."C",
    currency text COLLATE pg_catalog."C",
    amount double precision,
    created_at double precision,
    updated_at double precision,
    doc text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.requests (
    merchant_id text COLLATE pg_catalog."C",
    seq double precision,
    place double precision,
    at double precision,
    order_reference text COLLATE pg_catalog."C",
    status text COLLATE pg_catalog."C",
    answer text COLLATE pg_catalog."C",
    alert integer,
    search_text text COLLATE pg_catalog."C",
    doc text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.sandbox_migrations (
    name character varying(255) NOT NULL,
    "timestamp" character varying(255) NOT NULL
);
CREATE TABLE public.sandbox_migrations_lock (
    id character varying(255) NOT NULL,
    is_locked integer DEFAULT 0 NOT NULL
);
CREATE TABLE public.scenarios (
    id text NOT NULL COLLATE pg_catalog."C",
    merchant_id text COLLATE pg_catalog."C",
    seq double precision,
    doc text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.seeding (
    id text NOT NULL COLLATE pg_catalog."C",
    merchant_id text COLLATE pg_catalog."C",
    seq double precision,
    doc text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.tasks (
    id text NOT NULL COLLATE pg_catalog."C",
    merchant_id text COLLATE pg_catalog."C",
    seq double precision,
    order_reference text COLLATE pg_catalog."C",
    due_at double precision,
    doc text NOT NULL COLLATE pg_catalog."C"
);
INSERT INTO public.api_keys VALUES ('feba8325c36de515eb7e698b-K3', 'feba8325c36de515eb7e698b', 3, 'IDSANDBOXDEFAULT0000000000000001', 'SKSANDBOXDEFAULT00000000000000000000000001', '{"id":"feba8325c36de515eb7e698b-K3","merchantId":"feba8325c36de515eb7e698b","seq":3,"clientId":"IDSANDBOXDEFAULT0000000000000001","name":"first key","secret":"SKSANDBOXDEFAULT00000000000000000000000001","expiresAt":null,"revokedAt":null,"createdAt":1796004874834}');
INSERT INTO public.api_keys VALUES ('b5524242744b93c19cffc0a3-K3', 'b5524242744b93c19cffc0a3', 3, 'IDFIRSTSCHEMA', 'SKFIRSTSCHEMA', '{"id":"b5524242744b93c19cffc0a3-K3","merchantId":"b5524242744b93c19cffc0a3","seq":3,"clientId":"IDFIRSTSCHEMA","name":"first key","secret":"SKFIRSTSCHEMA","expiresAt":null,"revokedAt":null,"createdAt":1777885200000}');
INSERT INTO public.applications VALUES ('IDSANDBOXDEFAULT0000000000000001', 'feba8325c36de515eb7e698b', 2, 'idsandboxdefault0000000000000001', '{"id":"IDSANDBOXDEFAULT0000000000000001","merchantId":"feba8325c36de515eb7e698b","seq":2,"name":"Hosted checkout","enabled":true,"features":["hosted-checkout","hosted-payout","payment-api","payout-api"],"returnUrl":null,"webhooks":{},"checksumEnabled":false,"checksumKey":"CHKSANDBOXDEFAULT000000000000000001","tokenGeneration":0,"tokenEndings":[],"createdAt":1796004874834}');
INSERT INTO public.applications VALUES ('IDFIRSTSCHEMA', 'b5524242744b93c19cffc0a3', 2, 'idfirstschema', '{"id":"IDFIRSTSCHEMA","merchantId":"b5524242744b93c19cffc0a3","seq":2,"name":"Hosted checkout","enabled":true,"features":["hosted-checkout","hosted-payout","payment-api","payout-api"],"returnUrl":null,"webhooks":{"PAYMENT RECEIVED":"http://127.0.0.1:45999/hook","PAYOUT INITIATED":"http://127.0.0.1:45999/hook"},"checksumEnabled":false,"checksumKey":"CHKSANDBOXVZHUQ00PB4ED1D6HN0A1FH5RY","tokenGeneration":0,"tokenEndings":[],"createdAt":1777885200000}');
INSERT INTO public.attempts VALUES ('b5524242744b93c19cffc0a3-D17-A1', 'b5524242744b93c19cffc0a3', 1, 'b5524242744b93c19cffc0a3-D17', 'received', '{"id":"b5524242744b93c19cffc0a3-D17-A1","merchantId":"b5524242744b93c19cffc0a3","seq":1,"deliveryId":"b5524242744b93c19cffc0a3-D17","orderReference":"PAID1","number":1,"cause":"schedule","startedAt":1777885201000,"outcome":"received","durationMs":105.4,"response":{"status":200,"headers":{"date":"Mon, 30 Nov 2026 02:14:35 GMT","connection":"keep-alive","keep-alive":"timeout=5","content-length":"2"},"body":"ok","truncated":false}}');
INSERT INTO public.attempts VALUES ('b5524242744b93c19cffc0a3-D35-A1', 'b5524242744b93c19cffc0a3', 1, 'b5524242744b93c19cffc0a3-D35', 'received', '{"id":"b5524242744b93c19cffc0a3-D35-A1","merchantId":"b5524242744b93c19cffc0a3","seq":1,"deliveryId":"b5524242744b93c19cffc0a3-D35","orderReference":"PAYOUT1","number":1,"cause":"schedule","startedAt":1777888805000,"outcome":"received","durationMs":22.2,"response":{"status":200,"headers":{"date":"Mon, 30 Nov 2026 02:14:36 GMT","connection":"keep-alive","keep-alive":"timeout=5","content-length":"2"},"body":"ok","truncated":false}}');
INSERT INTO public.counters VALUES ('nobody', 'nobody', 0, '{"id":"nobody","merchantId":"nobody","sequence":0,"drawn":0,"rateWindow":{"since":0,"calls":{}},"faultCounts":[],"unproven":0,"seenUpTo":0}');
INSERT INTO public.counters VALUES ('feba8325c36de515eb7e698b', 'feba8325c36de515eb7e698b', 0, '{"id":"feba8325c36de515eb7e698b","merchantId":"feba8325c36de515eb7e698b","sequence":3,"drawn":0,"rateWindow":{"since":0,"calls":{}},"faultCounts":[],"unproven":0,"seenUpTo":0}');
INSERT INTO public.counters VALUES ('b5524242744b93c19cffc0a3', 'b5524242744b93c19cffc0a3', 0, '{"id":"b5524242744b93c19cffc0a3","merchantId":"b5524242744b93c19cffc0a3","sequence":53,"drawn":9,"rateWindow":{"since":0,"calls":{}},"faultCounts":[],"unproven":0,"seenUpTo":0}');
INSERT INTO public.deliveries VALUES ('b5524242744b93c19cffc0a3-D17', 'b5524242744b93c19cffc0a3', 17, 'PAID1', 'LCPCLJ8GFBVUMU', 'PAYMENT RECEIVED', 'webhook', 'delivered', '
received
', 'b5524242744b93c19cffc0a3-d17
paid1
http://127.0.0.1:45999/hook
payment received', '{"id":"b5524242744b93c19cffc0a3-D17","merchantId":"b5524242744b93c19cffc0a3","seq":17,"channel":"webhook","event":"PAYMENT RECEIVED","orderReference":"PAID1","paymentId":"LCPCLJ8GFBVUMU","url":"http://127.0.0.1:45999/hook","level":"application","copy":1,"body":"{\"event\":\"PAYMENT RECEIVED\",\"data\":{\"id\":\"LCPCLJ8GFBVUMU\",\"status\":\"SUCCESS\",\"paymentReference\":\"MP260504.0900.2XSKTO\",\"orderReference\":\"PAID1\",\"collectedAmount\":\"12500\",\"collectedCurrency\":\"TZS\",\"message\":\"success\",\"channel\":\"M-PESA\",\"updatedAt\":\"2026-05-04T09:00:01.000Z\",\"createdAt\":\"2026-05-04T09:00:00.000Z\",\"customer\":{\"customerName\":\"Asha Mushi\"},\"clientId\":\"IDFIRSTSCHEMA\"}}","headers":{"content-type":"application/json"},"signed":false,"retry":{"since":"first","seconds":[0,5,30,120,600,1800,3600,7200]},"status":"delivered","attempted":{"count":1,"scheduled":1,"firstAt":1777885201000,"outcomes":["received"],"latest":{"number":1,"outcome":"received","status":200,"note":null}},"createdAt":1777885201000}');
INSERT INTO public.deliveries VALUES ('b5524242744b93c19cffc0a3-D35', 'b5524242744b93c19cffc0a3', 35, 'PAYOUT1', 'PAYRWCZ4J2', 'PAYOUT INITIATED', 'webhook', 'delivered', '
received
', 'b5524242744b93c19cffc0a3-d35
payout1
http://127.0.0.1:45999/hook
payout initiated', '{"id":"b5524242744b93c19cffc0a3-D35","merchantId":"b5524242744b93c19cffc0a3","seq":35,"channel":"webhook","event":"PAYOUT INITIATED","orderReference":"PAYOUT1","paymentId":"PAYRWCZ4J2","url":"http://127.0.0.1:45999/hook","level":"application","copy":1,"body":"{\"event\":\"PAYOUT INITIATED\",\"data\":{\"updatedAt\":\"2026-05-04T10:00:05.000Z\",\"createdAt\":\"2026-05-04T10:00:00.000Z\",\"id\":\"PAYRWCZ4J2\",\"orderReference\":\"PAYOUT1\",\"amount\":\"21180.00\",\"currency\":\"TZS\",\"fee\":\"1180.00\",\"status\":\"SUCCESS\",\"channel\":\"MOBILE MONEY\",\"channelProvider\":\"M-PESA\",\"beneficiary\":{\"accountNumber\":\"255754000222\",\"accountName\":\"ZUHURA ABDALLAH\"}}}","headers":{"content-type":"application/json"},"signed":false,"retry":{"since":"first","seconds":[0,5,30,120,600,1800,3600,7200]},"status":"delivered","attempted":{"count":1,"scheduled":1,"firstAt":1777888805000,"outcomes":["received"],"latest":{"number":1,"outcome":"received","status":200,"note":null}},"createdAt":1777888805000}');
INSERT INTO public.journal VALUES ('feba8325c36de515eb7e698b', 1, 1, 1796004874834, NULL, 'merchant:opened', 0, '{"merchantId":"feba8325c36de515eb7e698b","seq":1,"at":1796004874834,"type":"merchant:opened","text":"opened by the start"}');
INSERT INTO public.journal VALUES ('b5524242744b93c19cffc0a3', 1, 1, 1777885200000, NULL, 'merchant:opened', 0, '{"merchantId":"b5524242744b93c19cffc0a3","seq":1,"at":1777885200000,"type":"merchant:opened","text":"opened by the fixture"}');
INSERT INTO public.journal VALUES ('b5524242744b93c19cffc0a3', 5, 2, 1777885200000, NULL, 'balance:changed', 0, '{"merchantId":"b5524242744b93c19cffc0a3","seq":5,"at":1777885200000,"type":"balance:changed","text":"Credit of TZS 1,000,000 for deposit DEPB25IGRM; the balance is TZS 1,000,000","paymentId":"DEPB25IGRM"}');
INSERT INTO public.journal VALUES ('b5524242744b93c19cffc0a3', 6, 3, 1777885200000, 'DEPB25IGRM', 'notification:not-sent', 0, '{"merchantId":"b5524242744b93c19cffc0a3","seq":6,"at":1777885200000,"type":"notification:not-sent","text":"DEPOSIT RECEIVED is owed, but there is no URL for it","orderReference":"DEPB25IGRM","paymentId":"DEPB25IGRM"}');
INSERT INTO public.journal VALUES ('b5524242744b93c19cffc0a3', 7, 4, 1777885200000, NULL, 'token:issued', 0, '{"merchantId":"b5524242744b93c19cffc0a3","seq":7,"at":1777885200000,"type":"token:issued","text":"a token for IDFIRSTSCHEMA, made with the API key \"first key\""}');
INSERT INTO public.journal VALUES ('b5524242744b93c19cffc0a3', 10, 5, 1777885200000, 'PAID1', 'link:created', 0, '{"merchantId":"b5524242744b93c19cffc0a3","seq":10,"at":1777885200000,"type":"link:created","text":"checkout link CHED66245A for TZS 12,500","orderReference":"PAID1"}');
INSERT INTO public.journal VALUES ('b5524242744b93c19cffc0a3', 13, 6, 1777885200000, 'PAID1', 'scenario:chosen', 0, '{"merchantId":"b5524242744b93c19cffc0a3","seq":13,"at":1777885200000,"type":"scenario:chosen","text":"attempt 1 follows success, because it is the merchant''s default","orderReference":"PAID1","paymentId":"LCPCLJ8GFBVUMU"}');
INSERT INTO public.journal VALUES ('b5524242744b93c19cffc0a3', 14, 7, 1777885200000, 'PAID1', 'payment:created', 0, '{"merchantId":"b5524242744b93c19cffc0a3","seq":14,"at":1777885200000,"type":"payment:created","text":"PROCESSING: TZS 12,500 over M-PESA from 255754000333","orderReference":"PAID1","paymentId":"LCPCLJ8GFBVUMU"}');
INSERT INTO public.journal VALUES ('b5524242744b93c19cffc0a3', 16, 8, 1777885201000, 'PAID1', 'payment:moved', 0, '{"merchantId":"b5524242744b93c19cffc0a3","seq":16,"at":1777885201000,"type":"payment:moved","text":"PROCESSING became SUCCESS (scenario success)","orderReference":"PAID1","paymentId":"LCPCLJ8GFBVUMU","data":{"from":"PROCESSING","to":"SUCCESS"}}');
INSERT INTO public.journal VALUES ('b5524242744b93c19cffc0a3', 18, 9, 1777885201000, 'PAID1', 'notification:owed', 0, '{"merchantId":"b5524242744b93c19cffc0a3","seq":18,"at":1777885201000,"type":"notification:owed","text":"the PAYMENT RECEIVED webhook to http://127.0.0.1:45999/hook is owed (application URL; plain http, though the live gateway is said to want https)","orderReference":"PAID1","paymentId":"LCPCLJ8GFBVUMU","deliveryId":"b5524242744b93c19cffc0a3-D17"}');
INSERT INTO public.journal VALUES ('b5524242744b93c19cffc0a3', 20, 10, 1777885201000, 'PAID1', 'return:opened', 0, '{"merchantId":"b5524242744b93c19cffc0a3","seq":20,"at":1777885201000,"type":"return:opened","text":"the hosted page may send the browser to the Return URL","orderReference":"PAID1","paymentId":"LCPCLJ8GFBVUMU"}');
INSERT INTO public.journal VALUES ('b5524242744b93c19cffc0a3', 21, 11, 1777885201000, 'PAID1', 'delivery:attempted', 0, '{"merchantId":"b5524242744b93c19cffc0a3","seq":21,"at":1777885201000,"type":"delivery:attempted","text":"attempt 1 of the PAYMENT RECEIVED webhook to http://127.0.0.1:45999/hook: answered 200","orderReference":"PAID1","paymentId":"LCPCLJ8GFBVUMU","deliveryId":"b5524242744b93c19cffc0a3-D17","data":{"outcome":"received"}}');
INSERT INTO public.journal VALUES ('b5524242744b93c19cffc0a3', 22, 12, 1777888800000, NULL, 'clock:changed', 0, '{"merchantId":"b5524242744b93c19cffc0a3","seq":22,"at":1777888800000,"type":"clock:changed","text":"the clock was moved on and shows 2026-05-04T10:00:00.000Z; 2 tasks ran"}');
INSERT INTO public.journal VALUES ('b5524242744b93c19cffc0a3', 23, 13, 1777888800000, NULL, 'token:issued', 0, '{"merchantId":"b5524242744b93c19cffc0a3","seq":23,"at":1777888800000,"type":"token:issued","text":"a token for IDFIRSTSCHEMA, made with the API key \"first key\""}');
INSERT INTO public.journal VALUES ('b5524242744b93c19cffc0a3', 26, 14, 1777888800000, 'PAYOUT1', 'scenario:chosen', 0, '{"merchantId":"b5524242744b93c19cffc0a3","seq":26,"at":1777888800000,"type":"scenario:chosen","text":"the payout follows success, because it is the merchant''s default","orderReference":"PAYOUT1","paymentId":"PAYRWCZ4J2"}');
INSERT INTO public.journal VALUES ('b5524242744b93c19cffc0a3', 27, 15, 1777888800000, 'PAYOUT1', 'payout:created', 0, '{"merchantId":"b5524242744b93c19cffc0a3","seq":27,"at":1777888800000,"type":"payout:created","text":"AUTHORIZED: TZS 21,180 to 255754000222 over M-PESA","orderReference":"PAYOUT1","paymentId":"PAYRWCZ4J2"}');
INSERT INTO public.journal VALUES ('b5524242744b93c19cffc0a3', 29, 16, 1777888800000, 'PAYOUT1', 'balance:changed', 0, '{"merchantId":"b5524242744b93c19cffc0a3","seq":29,"at":1777888800000,"type":"balance:changed","text":"Debit of TZS 21,180 for payout PAYRWCZ4J2; the balance is TZS 978,820","paymentId":"PAYRWCZ4J2","orderReference":"PAYOUT1"}');
INSERT INTO public.journal VALUES ('b5524242744b93c19cffc0a3', 33, 17, 1777888801000, 'PAYOUT1', 'payout:moved', 0, '{"merchantId":"b5524242744b93c19cffc0a3","seq":33,"at":1777888801000,"type":"payout:moved","text":"AUTHORIZED became PROCESSING (scenario success)","orderReference":"PAYOUT1","paymentId":"PAYRWCZ4J2","data":{"from":"AUTHORIZED","to":"PROCESSING"}}');
INSERT INTO public.journal VALUES ('b5524242744b93c19cffc0a3', 34, 18, 1777888805000, 'PAYOUT1', 'payout:moved', 0, '{"merchantId":"b5524242744b93c19cffc0a3","seq":34,"at":1777888805000,"type":"payout:moved","text":"PROCESSING became SUCCESS (scenario success)","orderReference":"PAYOUT1","paymentId":"PAYRWCZ4J2","data":{"from":"PROCESSING","to":"SUCCESS"}}');
INSERT INTO public.journal VALUES ('b5524242744b93c19cffc0a3', 36, 19, 1777888805000, 'PAYOUT1', 'notification:owed', 0, '{"merchantId":"b5524242744b93c19cffc0a3","seq":36,"at":1777888805000,"type":"notification:owed","text":"the PAYOUT INITIATED webhook to http://127.0.0.1:45999/hook is owed (application URL; plain http, though the live gateway is said to want https)","orderReference":"PAYOUT1","paymentId":"PAYRWCZ4J2","deliveryId":"b5524242744b93c19cffc0a3-D35"}');
INSERT INTO public.journal VALUES ('b5524242744b93c19cffc0a3', 38, 20, 1777888805000, 'PAYOUT1', 'delivery:attempted', 0, '{"merchantId":"b5524242744b93c19cffc0a3","seq":38,"at":1777888805000,"type":"delivery:attempted","text":"attempt 1 of the PAYOUT INITIATED webhook to http://127.0.0.1:45999/hook: answered 200","orderReference":"PAYOUT1","paymentId":"PAYRWCZ4J2","deliveryId":"b5524242744b93c19cffc0a3-D35","data":{"outcome":"received"}}');
INSERT INTO public.journal VALUES ('b5524242744b93c19cffc0a3', 39, 21, 1777892400000, NULL, 'clock:changed', 0, '{"merchantId":"b5524242744b93c19cffc0a3","seq":39,"at":1777892400000,"type":"clock:changed","text":"the clock was moved on and shows 2026-05-04T11:00:00.000Z; 3 tasks ran"}');
INSERT INTO public.journal VALUES ('b5524242744b93c19cffc0a3', 40, 22, 1777892400000, NULL, 'token:issued', 0, '{"merchantId":"b5524242744b93c19cffc0a3","seq":40,"at":1777892400000,"type":"token:issued","text":"a token for IDFIRSTSCHEMA, made with the API key \"first key\""}');
INSERT INTO public.journal VALUES ('b5524242744b93c19cffc0a3', 43, 23, 1777892400000, 'OPEN1', 'link:created', 0, '{"merchantId":"b5524242744b93c19cffc0a3","seq":43,"at":1777892400000,"type":"link:created","text":"checkout link CHE87966CF for TZS 12,500","orderReference":"OPEN1"}');
INSERT INTO public.journal VALUES ('b5524242744b93c19cffc0a3', 45, 24, 1777892400000, NULL, 'token:issued', 0, '{"merchantId":"b5524242744b93c19cffc0a3","seq":45,"at":1777892400000,"type":"token:issued","text":"a token for IDFIRSTSCHEMA, made with the API key \"first key\""}');
INSERT INTO public.journal VALUES ('b5524242744b93c19cffc0a3', 48, 25, 1777892400000, 'UNDERWAY1', 'link:created', 0, '{"merchantId":"b5524242744b93c19cffc0a3","seq":48,"at":1777892400000,"type":"link:created","text":"checkout link CHE5328931 for TZS 12,500","orderReference":"UNDERWAY1"}');
INSERT INTO public.journal VALUES ('b5524242744b93c19cffc0a3', 51, 26, 1777892400000, 'UNDERWAY1', 'scenario:chosen', 0, '{"merchantId":"b5524242744b93c19cffc0a3","seq":51,"at":1777892400000,"type":"scenario:chosen","text":"attempt 1 follows success, because it is the merchant''s default","orderReference":"UNDERWAY1","paymentId":"LCPC2MAZ8XJPZ8"}');
INSERT INTO public.journal VALUES ('b5524242744b93c19cffc0a3', 52, 27, 1777892400000, 'UNDERWAY1', 'payment:created', 0, '{"merchantId":"b5524242744b93c19cffc0a3","seq":52,"at":1777892400000,"type":"payment:created","text":"PROCESSING: TZS 12,500 over M-PESA from 255754000333","orderReference":"UNDERWAY1","paymentId":"LCPC2MAZ8XJPZ8"}');
INSERT INTO public.ledger VALUES ('b5524242744b93c19cffc0a3-L4', 'b5524242744b93c19cffc0a3', 4, 'TZS', 1777885200000, '{"entry":"Credit","type":"DEPOSIT","currency":"TZS","amount":100000000,"about":"DEPB25IGRM","description":"deposit DEPB25IGRM","id":"b5524242744b93c19cffc0a3-L4","merchantId":"b5524242744b93c19cffc0a3","seq":4,"balance":100000000,"at":1777885200000}');
INSERT INTO public.ledger VALUES ('b5524242744b93c19cffc0a3-L28', 'b5524242744b93c19cffc0a3', 28, 'TZS', 1777888800000, '{"entry":"Debit","type":"PAYOUT","amount":2118000,"description":"payout PAYRWCZ4J2","about":"PAYRWCZ4J2","orderReference":"PAYOUT1","currency":"TZS","id":"b5524242744b93c19cffc0a3-L28","merchantId":"b5524242744b93c19cffc0a3","seq":28,"balance":97882000,"at":1777888800000}');
INSERT INTO public.merchants VALUES ('nobody', 'nobody', 0, 1796004874732, 'requests without known credentials', '{"id":"nobody","merchantId":"nobody","seq":0,"name":"Requests without known credentials","email":"shop@sandbox.example","approved":true,"shop":true,"strict":false,"waitsForPhone":false,"allowedAddresses":[],"frameAncestors":[],"rateLimit":null,"collectionMethods":{},"webhooks":{},"scenario":"success","scenarioQueue":[],"orderScenarios":{},"profile":"live","dialect":{"badCredentialsStatus":403,"doubledBearer":"refuse","bareToken":"refuse","olderTokens":"stayValid","errorEnvelope":"nest","missingChecksumMessage":"checksumIsRequired","checksumWhileDisabled":"ignore","checksumDefaultMethod":"canonical","canonicalNonAscii":"raw","totalPriceType":"stringOrNumber","unknownBodyFields":"ignore","referenceLengthLimit":"pushOnly20","clientIdInReplies":"present","linkExpirySeconds":"none","linkClosesAfter":"firstSuccess","redirectParams":"full","redirectOnFailure":"stay","redirectStatusCode":302,"paymentIdStyle":"operatorCode","pushPhoneError":"countryCodeText","pushPreviewFee":"amountPlusCharge","bulkBillPayBody":"objectOnly","webhookChecksum":"topLevel","webhookSignatureHeader":"none","webhookNonAscii":"raw","webhookAmountFormat":"integerString","webhookEventKey":"event","paymentReceivedShape":"current","settledRedelivery":"off","appWebhookCoverage":"allAppActivity","notificationRetry":"invented","callbackBody":"flat","callbackChecksum":"whenEnabled","queryUnknownReference":"badRequest400","queryLinkWithoutAttempt":"emptyArray200","queryAmountFormat":"number","queryExtraAmount":"off","queryAttemptOrder":"newestFirst","paymentsAllOlderFilters":"ignored","payoutFeeBearer":"merchant","payoutCooldown":"sameReceiver","payoutAccountName":"asSent","payoutUnknownBank":"refuse","payoutTransferKey":"transferType","payoutInitiatedOn":"success","balanceShape":"array","balanceCreditedOn":"settlement"},"clock":{"kind":"running","leadMs":0},"seed":"first-schema/nobody","openedWith":{"name":"Requests without known credentials"},"createdAt":1796004874732}');
INSERT INTO public.merchants VALUES ('feba8325c36de515eb7e698b', 'feba8325c36de515eb7e698b', 1, 1796004874808, 'sandbox shop', '{"id":"feba8325c36de515eb7e698b","merchantId":"feba8325c36de515eb7e698b","seq":1,"name":"Sandbox Shop","email":"shop@sandbox.example","approved":true,"shop":true,"strict":false,"waitsForPhone":false,"allowedAddresses":[],"frameAncestors":[],"rateLimit":null,"collectionMethods":{},"webhooks":{},"scenario":"success","scenarioQueue":[],"orderScenarios":{},"profile":"live","dialect":{"badCredentialsStatus":403,"doubledBearer":"refuse","bareToken":"refuse","olderTokens":"stayValid","errorEnvelope":"nest","missingChecksumMessage":"checksumIsRequired","checksumWhileDisabled":"ignore","checksumDefaultMethod":"canonical","canonicalNonAscii":"raw","totalPriceType":"stringOrNumber","unknownBodyFields":"ignore","referenceLengthLimit":"pushOnly20","clientIdInReplies":"present","linkExpirySeconds":"none","linkClosesAfter":"firstSuccess","redirectParams":"full","redirectOnFailure":"stay","redirectStatusCode":302,"paymentIdStyle":"operatorCode","pushPhoneError":"countryCodeText","pushPreviewFee":"amountPlusCharge","bulkBillPayBody":"objectOnly","webhookChecksum":"topLevel","webhookSignatureHeader":"none","webhookNonAscii":"raw","webhookAmountFormat":"integerString","webhookEventKey":"event","paymentReceivedShape":"current","settledRedelivery":"off","appWebhookCoverage":"allAppActivity","notificationRetry":"invented","callbackBody":"flat","callbackChecksum":"whenEnabled","queryUnknownReference":"badRequest400","queryLinkWithoutAttempt":"emptyArray200","queryAmountFormat":"number","queryExtraAmount":"off","queryAttemptOrder":"newestFirst","paymentsAllOlderFilters":"ignored","payoutFeeBearer":"merchant","payoutCooldown":"sameReceiver","payoutAccountName":"asSent","payoutUnknownBank":"refuse","payoutTransferKey":"transferType","payoutInitiatedOn":"success","balanceShape":"array","balanceCreditedOn":"settlement"},"clock":{"kind":"running","leadMs":0},"seed":"first-schema/IDSANDBOXDEFAULT0000000000000001/things","openedWith":{"clientId":"IDSANDBOXDEFAULT0000000000000001","apiKey":"SKSANDBOXDEFAULT00000000000000000000000001","checksumKey":"CHKSANDBOXDEFAULT000000000000000001"},"createdAt":1796004874808}');
INSERT INTO public.merchants VALUES ('b5524242744b93c19cffc0a3', 'b5524242744b93c19cffc0a3', 2, 1777885200000, 'sandbox shop', '{"id":"b5524242744b93c19cffc0a3","merchantId":"b5524242744b93c19cffc0a3","seq":2,"name":"Sandbox Shop","email":"shop@sandbox.example","approved":true,"shop":true,"strict":false,"waitsForPhone":false,"allowedAddresses":[],"frameAncestors":[],"rateLimit":null,"collectionMethods":{},"webhooks":{},"scenario":"success","scenarioQueue":[],"orderScenarios":{},"profile":"live","dialect":{"badCredentialsStatus":403,"doubledBearer":"refuse","bareToken":"refuse","olderTokens":"stayValid","errorEnvelope":"nest","missingChecksumMessage":"checksumIsRequired","checksumWhileDisabled":"ignore","checksumDefaultMethod":"canonical","canonicalNonAscii":"raw","totalPriceType":"stringOrNumber","unknownBodyFields":"ignore","referenceLengthLimit":"pushOnly20","clientIdInReplies":"present","linkExpirySeconds":"none","linkClosesAfter":"firstSuccess","redirectParams":"full","redirectOnFailure":"stay","redirectStatusCode":302,"paymentIdStyle":"operatorCode","pushPhoneError":"countryCodeText","pushPreviewFee":"amountPlusCharge","bulkBillPayBody":"objectOnly","webhookChecksum":"topLevel","webhookSignatureHeader":"none","webhookNonAscii":"raw","webhookAmountFormat":"integerString","webhookEventKey":"event","paymentReceivedShape":"current","settledRedelivery":"off","appWebhookCoverage":"allAppActivity","notificationRetry":"invented","callbackBody":"flat","callbackChecksum":"whenEnabled","queryUnknownReference":"badRequest400","queryLinkWithoutAttempt":"emptyArray200","queryAmountFormat":"number","queryExtraAmount":"off","queryAttemptOrder":"newestFirst","paymentsAllOlderFilters":"ignored","payoutFeeBearer":"merchant","payoutCooldown":"sameReceiver","payoutAccountName":"asSent","payoutUnknownBank":"refuse","payoutTransferKey":"transferType","payoutInitiatedOn":"success","balanceShape":"array","balanceCreditedOn":"settlement"},"clock":{"kind":"frozen","at":1777892400000},"seed":"first-schema/IDFIRSTSCHEMA/things","openedWith":{"clientId":"IDFIRSTSCHEMA","apiKey":"SKFIRSTSCHEMA","clock":{"start":"2026-05-04T09:00:00.000Z","frozen":true},"webhooks":{"PAYMENT RECEIVED":"http://127.0.0.1:45999/hook","PAYOUT INITIATED":"http://127.0.0.1:45999/hook"}},"createdAt":1777885200000}');
INSERT INTO public.orders VALUES ('b5524242744b93c19cffc0a3-O9', 'b5524242744b93c19cffc0a3', 9, 'PAID1', 'checkout-link', 'CHED66245A', NULL, 1777885200000, 1777885201000, 'SUCCESS', 1, '
M-PESA
', '
success
', 'ched66245a
paid1
asha mushi
lcpclj8gfbvumu
255754000333
mp260504.0900.2xskto', '{"id":"b5524242744b93c19cffc0a3-O9","merchantId":"b5524242744b93c19cffc0a3","seq":9,"clientId":"IDFIRSTSCHEMA","orderReference":"PAID1","total":{"minor":1250000,"currency":"TZS"},"items":[],"customer":{"name":"Asha Mushi"},"origin":"checkout-link","linkId":"CHED66245A","createdAt":1777885200000,"progress":{"attempts":1,"latest":{"status":"SUCCESS","channel":"M-PESA","scenario":"success","message":"success","collected":{"minor":1250000,"currency":"TZS"},"updatedAt":1777885201000},"everPaid":true,"channels":["M-PESA"],"scenarios":["success"],"words":["LCPCLJ8GFBVUMU","255754000333","MP260504.0900.2XSKTO"]}}');
INSERT INTO public.orders VALUES ('b5524242744b93c19cffc0a3-O42', 'b5524242744b93c19cffc0a3', 42, 'OPEN1', 'checkout-link', 'CHE87966CF', NULL, 1777892400000, 1777892400000, NULL, 0, '', '', 'che87966cf
open1
asha mushi
', '{"id":"b5524242744b93c19cffc0a3-O42","merchantId":"b5524242744b93c19cffc0a3","seq":42,"clientId":"IDFIRSTSCHEMA","orderReference":"OPEN1","total":{"minor":1250000,"currency":"TZS"},"items":[],"customer":{"name":"Asha Mushi"},"origin":"checkout-link","linkId":"CHE87966CF","createdAt":1777892400000,"progress":{"attempts":0,"latest":null,"everPaid":false,"channels":[],"scenarios":[],"words":[]}}');
INSERT INTO public.orders VALUES ('b5524242744b93c19cffc0a3-O47', 'b5524242744b93c19cffc0a3', 47, 'UNDERWAY1', 'checkout-link', 'CHE5328931', NULL, 1777892400000, 1777892400000, 'PROCESSING', 0, '
M-PESA
', '
success
', 'che5328931
underway1
asha mushi
lcpc2maz8xjpz8
255754000333', '{"id":"b5524242744b93c19cffc0a3-O47","merchantId":"b5524242744b93c19cffc0a3","seq":47,"clientId":"IDFIRSTSCHEMA","orderReference":"UNDERWAY1","total":{"minor":1250000,"currency":"TZS"},"items":[],"customer":{"name":"Asha Mushi"},"origin":"checkout-link","linkId":"CHE5328931","createdAt":1777892400000,"progress":{"attempts":1,"latest":{"status":"PROCESSING","channel":"M-PESA","scenario":"success","message":"","collected":{"minor":1250000,"currency":"TZS"},"updatedAt":1777892400000},"everPaid":false,"channels":["M-PESA"],"scenarios":["success"],"words":["LCPC2MAZ8XJPZ8","255754000333"]}}');
INSERT INTO public.owners VALUES ('nobody', 0, 0);
INSERT INTO public.owners VALUES ('sandbox', 0, 0);
INSERT INTO public.owners VALUES ('feba8325c36de515eb7e698b', 1, 0);
INSERT INTO public.owners VALUES ('b5524242744b93c19cffc0a3', 27, 8);
INSERT INTO public.payments VALUES ('LCPCLJ8GFBVUMU', 'b5524242744b93c19cffc0a3', 12, 'b5524242744b93c19cffc0a3-O9', 'PAID1', 'IDFIRSTSCHEMA', 'SUCCESS', 'M-PESA', 'success', 'MP260504.0900.2XSKTO', 1250000, 'TZS', 1777885200000, 1777885201000, '{"id":"LCPCLJ8GFBVUMU","merchantId":"b5524242744b93c19cffc0a3","seq":12,"clientId":"IDFIRSTSCHEMA","orderId":"b5524242744b93c19cffc0a3-O9","orderReference":"PAID1","attempt":1,"channel":"M-PESA","status":"SUCCESS","asked":{"minor":1250000,"currency":"TZS"},"collected":{"minor":1250000,"currency":"TZS"},"phoneNumber":"255754000333","message":"success","scenario":"success","followsDefault":true,"script":{"pays":true,"timeline":[{"after":1000,"status":"SUCCESS","message":"success","forced":false,"webhook":null,"callback":null}],"webhook":{"send":true,"after":null,"delay":0,"copies":1,"apart":0,"sideBySide":false,"retry":null,"damage":null},"callback":{"send":true,"after":null,"delay":0,"copies":1,"apart":0,"sideBySide":false,"retry":null,"damage":null},"return":{"send":true,"when":"success","after":null,"delay":0,"parameters":null,"status":null},"query":{"lag":0,"lagPolls":0,"missing":0},"collected":null},"inBrowser":false,"returnOpen":true,"returned":true,"createdAt":1777885200000,"updatedAt":1777885201000,"history":[{"from":"PROCESSING","to":"SUCCESS","at":1777885201000,"message":"success","cause":"scenario success"}],"paymentReference":"MP260504.0900.2XSKTO"}');
INSERT INTO public.payments VALUES ('LCPC2MAZ8XJPZ8', 'b5524242744b93c19cffc0a3', 50, 'b5524242744b93c19cffc0a3-O47', 'UNDERWAY1', 'IDFIRSTSCHEMA', 'PROCESSING', 'M-PESA', '', NULL, 1250000, 'TZS', 1777892400000, 1777892400000, '{"id":"LCPC2MAZ8XJPZ8","merchantId":"b5524242744b93c19cffc0a3","seq":50,"clientId":"IDFIRSTSCHEMA","orderId":"b5524242744b93c19cffc0a3-O47","orderReference":"UNDERWAY1","attempt":1,"channel":"M-PESA","status":"PROCESSING","asked":{"minor":1250000,"currency":"TZS"},"collected":{"minor":1250000,"currency":"TZS"},"phoneNumber":"255754000333","message":"","scenario":"success","followsDefault":true,"script":{"pays":true,"timeline":[{"after":1000,"status":"SUCCESS","message":"success","forced":false,"webhook":null,"callback":null}],"webhook":{"send":true,"after":null,"delay":0,"copies":1,"apart":0,"sideBySide":false,"retry":null,"damage":null},"callback":{"send":true,"after":null,"delay":0,"copies":1,"apart":0,"sideBySide":false,"retry":null,"damage":null},"return":{"send":true,"when":"success","after":null,"delay":0,"parameters":null,"status":null},"query":{"lag":0,"lagPolls":0,"missing":0},"collected":null},"inBrowser":false,"returnOpen":false,"returned":false,"createdAt":1777892400000,"updatedAt":1777892400000,"history":[]}');
INSERT INTO public.payouts VALUES ('PAYRWCZ4J2', 'b5524242744b93c19cffc0a3', 25, 'PAYOUT1', 'IDFIRSTSCHEMA', 'SUCCESS', 'MOBILE MONEY', 'TZS', 2118000, 1777888800000, 1777888805000, '{"order":{"minor":2000000,"currency":"TZS"},"fee":118000,"total":2118000,"received":{"minor":2000000,"currency":"TZS"},"channel":"MOBILE MONEY","provider":"M-PESA","beneficiary":{"accountNumber":"255754000222","accountName":"ZUHURA ABDALLAH"},"id":"PAYRWCZ4J2","merchantId":"b5524242744b93c19cffc0a3","seq":25,"clientId":"IDFIRSTSCHEMA","orderReference":"PAYOUT1","status":"SUCCESS","message":"","scenario":"success","timeline":[{"after":1000,"status":"PROCESSING","message":"","withFee":false},{"after":4000,"status":"SUCCESS","message":"","withFee":false}],"webhook":{"send":true,"after":null,"delay":0,"copies":1,"apart":0,"sideBySide":false,"retry":null,"damage":null},"createdAt":1777888800000,"updatedAt":1777888805000,"history":[{"from":"AUTHORIZED","to":"PROCESSING","at":1777888801000,"message":"","cause":"scenario success"},{"from":"PROCESSING","to":"SUCCESS","at":1777888805000,"message":"","cause":"scenario success"}]}');
INSERT INTO public.requests VALUES ('b5524242744b93c19cffc0a3', 8, 1, 1777885200000, NULL, '200', '
accepted
', 0, 'post /third-parties/generate-token
', '{"merchantId":"b5524242744b93c19cffc0a3","seq":8,"at":1777885200000,"method":"POST","path":"/third-parties/generate-token","headers":{"client-id":"IDFIRSTSCHEMA","api-key":"SKFI…HEMA","user-agent":"lightMyRequest","host":"localhost:80"},"body":"","status":200,"response":"{\"success\":true,\"token\":\"Bearer …\"}","durationMs":0}');
INSERT INTO public.requests VALUES ('b5524242744b93c19cffc0a3', 11, 2, 1777885200000, 'PAID1', '200', '
accepted
', 0, 'post /third-parties/checkout-link/generate-checkout-url
{"totalprice":"12500","ordercurrency":"tzs","orderreference":"paid1","customername":"asha mushi"}
', '{"merchantId":"b5524242744b93c19cffc0a3","seq":11,"at":1777885200000,"method":"POST","path":"/third-parties/checkout-link/generate-checkout-url","headers":{"authorization":"Bearer eyJh…edak","user-agent":"lightMyRequest","host":"localhost:80","content-type":"application/json","content-length":"97"},"body":"{\"totalPrice\":\"12500\",\"orderCurrency\":\"TZS\",\"orderReference\":\"PAID1\",\"customerName\":\"Asha Mushi\"}","orderReference":"PAID1","status":200,"response":"{\"checkoutLink\":\"http://localhost/CHED66245A\",\"clientId\":\"IDFIRSTSCHEMA\"}","durationMs":0}');
INSERT INTO public.requests VALUES ('b5524242744b93c19cffc0a3', 24, 3, 1777888800000, NULL, '200', '
accepted
', 0, 'post /third-parties/generate-token
', '{"merchantId":"b5524242744b93c19cffc0a3","seq":24,"at":1777888800000,"method":"POST","path":"/third-parties/generate-token","headers":{"client-id":"IDFIRSTSCHEMA","api-key":"SKFI…HEMA","user-agent":"lightMyRequest","host":"localhost:80"},"body":"","status":200,"response":"{\"success\":true,\"token\":\"Bearer …\"}","durationMs":0}');
INSERT INTO public.requests VALUES ('b5524242744b93c19cffc0a3', 32, 4, 1777888800000, 'PAYOUT1', '200', '
accepted
', 0, 'post /third-parties/payouts/create-mobile-money-payout
{"amount":20000,"currency":"tzs","orderreference":"payout1","phonenumber":"255754000222"}
', '{"merchantId":"b5524242744b93c19cffc0a3","seq":32,"at":1777888800000,"method":"POST","path":"/third-parties/payouts/create-mobile-money-payout","headers":{"authorization":"Bearer eyJh…G06U","user-agent":"lightMyRequest","host":"localhost:80","content-type":"application/json","content-length":"89"},"body":"{\"amount\":20000,\"currency\":\"TZS\",\"orderReference\":\"PAYOUT1\",\"phoneNumber\":\"255754000222\"}","orderReference":"PAYOUT1","status":200,"response":"{\"id\":\"PAYRWCZ4J2\",\"createdAt\":\"2026-05-04T10:00:00.000Z\",\"updatedAt\":\"2026-05-04T10:00:00.000Z\",\"orderReference\":\"PAYOUT1\",\"amount\":\"21180.00\",\"currency\":\"TZS\",\"fee\":\"1180.00\",\"status\":\"AUTHORIZED\",\"channel\":\"MOBILE MONEY\",\"channelProvider\":\"M-PESA\",\"order\":{\"amount\":\"20000.00\",\"currency\":\"TZS\"},\"beneficiary\":{\"accountNumber\":\"255754000222\",\"accountName\":\"ZUHURA ABDALLAH\",\"amount\":\"20000.00\"},\"clientId\":\"IDFIRSTSCHEMA\"}","durationMs":0}');
INSERT INTO public.requests VALUES ('b5524242744b93c19cffc0a3', 41, 5, 1777892400000, NULL, '200', '
accepted
', 0, 'post /third-parties/generate-token
', '{"merchantId":"b5524242744b93c19cffc0a3","seq":41,"at":1777892400000,"method":"POST","path":"/third-parties/generate-token","headers":{"client-id":"IDFIRSTSCHEMA","api-key":"SKFI…HEMA","user-agent":"lightMyRequest","host":"localhost:80"},"body":"","status":200,"response":"{\"success\":true,\"token\":\"Bearer …\"}","durationMs":0}');
INSERT INTO public.requests VALUES ('b5524242744b93c19cffc0a3', 44, 6, 1777892400000, 'OPEN1', '200', '
accepted
', 0, 'post /third-parties/checkout-link/generate-checkout-url
{"totalprice":"12500","ordercurrency":"tzs","orderreference":"open1","customername":"asha mushi"}
', '{"merchantId":"b5524242744b93c19cffc0a3","seq":44,"at":1777892400000,"method":"POST","path":"/third-parties/checkout-link/generate-checkout-url","headers":{"authorization":"Bearer eyJh…2470","user-agent":"lightMyRequest","host":"localhost:80","content-type":"application/json","content-length":"97"},"body":"{\"totalPrice\":\"12500\",\"orderCurrency\":\"TZS\",\"orderReference\":\"OPEN1\",\"customerName\":\"Asha Mushi\"}","orderReference":"OPEN1","status":200,"response":"{\"checkoutLink\":\"http://localhost/CHE87966CF\",\"clientId\":\"IDFIRSTSCHEMA\"}","durationMs":0}');
INSERT INTO public.requests VALUES ('b5524242744b93c19cffc0a3', 46, 7, 1777892400000, NULL, '200', '
accepted
', 0, 'post /third-parties/generate-token
', '{"merchantId":"b5524242744b93c19cffc0a3","seq":46,"at":1777892400000,"method":"POST","path":"/third-parties/generate-token","headers":{"client-id":"IDFIRSTSCHEMA","api-key":"SKFI…HEMA","user-agent":"lightMyRequest","host":"localhost:80"},"body":"","status":200,"response":"{\"success\":true,\"token\":\"Bearer …\"}","durationMs":0}');
INSERT INTO public.requests VALUES ('b5524242744b93c19cffc0a3', 49, 8, 1777892400000, 'UNDERWAY1', '200', '
accepted
', 0, 'post /third-parties/checkout-link/generate-checkout-url
{"totalprice":"12500","ordercurrency":"tzs","orderreference":"underway1","customername":"asha mushi"}
', '{"merchantId":"b5524242744b93c19cffc0a3","seq":49,"at":1777892400000,"method":"POST","path":"/third-parties/checkout-link/generate-checkout-url","headers":{"authorization":"Bearer eyJh…mccg","user-agent":"lightMyRequest","host":"localhost:80","content-type":"application/json","content-length":"101"},"body":"{\"totalPrice\":\"12500\",\"orderCurrency\":\"TZS\",\"orderReference\":\"UNDERWAY1\",\"customerName\":\"Asha Mushi\"}","orderReference":"UNDERWAY1","status":200,"response":"{\"checkoutLink\":\"http://localhost/CHE5328931\",\"clientId\":\"IDFIRSTSCHEMA\"}","durationMs":0}');
INSERT INTO public.sandbox_migrations VALUES ('0001-first-tables', '2026-11-30T02:14:34.603Z');
INSERT INTO public.sandbox_migrations_lock VALUES ('migration_lock', 0);
INSERT INTO public.seeding VALUES ('seeding', 'sandbox', 0, '{"id":"seeding","merchantId":"sandbox","seed":"first-schema","begun":true,"clientIdsDrawn":0,"merchantsOpened":2}');
INSERT INTO public.tasks VALUES ('b5524242744b93c19cffc0a3-T53', 'b5524242744b93c19cffc0a3', 53, 'UNDERWAY1', 1777892401000, '{"id":"b5524242744b93c19cffc0a3-T53","merchantId":"b5524242744b93c19cffc0a3","seq":53,"orderReference":"UNDERWAY1","dueAt":1777892401000,"why":"payment LCPC2MAZ8XJPZ8 becomes SUCCESS, 1s after it was made (scenario success)","action":{"kind":"move-payment","paymentId":"LCPC2MAZ8XJPZ8","step":0}}');
ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.applications
    ADD CONSTRAINT applications_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT attempts_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.counters
    ADD CONSTRAINT counters_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.deliveries
    ADD CONSTRAINT deliveries_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.leases
    ADD CONSTRAINT leases_pkey PRIMARY KEY (merchant_id);
ALTER TABLE ONLY public.ledger
    ADD CONSTRAINT ledger_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.merchants
    ADD CONSTRAINT merchants_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.owners
    ADD CONSTRAINT owners_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.payments
    ADD CONSTRAINT payments_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.payout_links
    ADD CONSTRAINT payout_links_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.payouts
    ADD CONSTRAINT payouts_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.sandbox_migrations_lock
    ADD CONSTRAINT sandbox_migrations_lock_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.sandbox_migrations
    ADD CONSTRAINT sandbox_migrations_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.scenarios
    ADD CONSTRAINT scenarios_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.seeding
    ADD CONSTRAINT seeding_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT tasks_pkey PRIMARY KEY (id);
CREATE INDEX api_keys_by_client_id_seq ON public.api_keys USING btree (client_id, seq);
CREATE INDEX api_keys_by_merchant_id_seq ON public.api_keys USING btree (merchant_id, seq);
CREATE INDEX api_keys_by_secret_seq ON public.api_keys USING btree (secret, seq);
CREATE INDEX applications_by_merchant_id_seq ON public.applications USING btree (merchant_id, seq);
CREATE INDEX attempts_by_delivery_id_seq ON public.attempts USING btree (delivery_id, seq);
CREATE INDEX attempts_by_merchant_id_seq ON public.attempts USING btree (merchant_id, seq);
CREATE INDEX attempts_by_outcome_merchant_id_seq ON public.attempts USING btree (outcome, merchant_id, seq);
CREATE INDEX counters_by_merchant_id_seq ON public.counters USING btree (merchant_id, seq);
CREATE INDEX deliveries_by_merchant_id_order_reference_seq ON public.deliveries USING btree (merchant_id, order_reference, seq);
CREATE INDEX deliveries_by_merchant_id_seq ON public.deliveries USING btree (merchant_id, seq);
CREATE INDEX journal_by_merchant_id_order_reference_seq ON public.journal USING btree (merchant_id, order_reference, seq);
CREATE INDEX journal_by_merchant_id_place ON public.journal USING btree (merchant_id, place);
CREATE INDEX journal_by_merchant_id_seq ON public.journal USING btree (merchant_id, seq);
CREATE INDEX ledger_by_merchant_id_currency_seq ON public.ledger USING btree (merchant_id, currency, seq);
CREATE INDEX ledger_by_merchant_id_seq ON public.ledger USING btree (merchant_id, seq);
CREATE INDEX merchants_by_merchant_id_seq ON public.merchants USING btree (merchant_id, seq);
CREATE INDEX merchants_by_seq ON public.merchants USING btree (seq);
CREATE INDEX orders_by_bill_pay_number_seq ON public.orders USING btree (bill_pay_number, seq);
CREATE INDEX orders_by_link_id_seq ON public.orders USING btree (link_id, seq);
CREATE INDEX orders_by_merchant_id_changed_at_seq ON public.orders USING btree (merchant_id, changed_at, seq);
CREATE INDEX orders_by_merchant_id_seq ON public.orders USING btree (merchant_id, seq);
CREATE UNIQUE INDEX orders_only_merchant_id_order_reference ON public.orders USING btree (merchant_id, order_reference);
CREATE INDEX payments_by_merchant_id_created_at_seq ON public.payments USING btree (merchant_id, created_at, seq);
CREATE INDEX payments_by_merchant_id_order_reference_seq ON public.payments USING btree (merchant_id, order_reference, seq);
CREATE INDEX payments_by_merchant_id_seq ON public.payments USING btree (merchant_id, seq);
CREATE INDEX payments_by_order_id_seq ON public.payments USING btree (order_id, seq);
CREATE INDEX payout_links_by_merchant_id_seq ON public.payout_links USING btree (merchant_id, seq);
CREATE UNIQUE INDEX payout_links_only_merchant_id_order_reference ON public.payout_links USING btree (merchant_id, order_reference);
CREATE INDEX payouts_by_merchant_id_created_at_seq ON public.payouts USING btree (merchant_id, created_at, seq);
CREATE INDEX payouts_by_merchant_id_seq ON public.payouts USING btree (merchant_id, seq);
CREATE UNIQUE INDEX payouts_only_merchant_id_order_reference ON public.payouts USING btree (merchant_id, order_reference);
CREATE INDEX requests_by_merchant_id_order_reference_seq ON public.requests USING btree (merchant_id, order_reference, seq);
CREATE INDEX requests_by_merchant_id_place ON public.requests USING btree (merchant_id, place);
CREATE INDEX requests_by_merchant_id_seq ON public.requests USING btree (merchant_id, seq);
CREATE INDEX tasks_by_merchant_id_due_at_seq ON public.tasks USING btree (merchant_id, due_at, seq);
CREATE INDEX tasks_by_merchant_id_order_reference_seq ON public.tasks USING btree (merchant_id, order_reference, seq);
