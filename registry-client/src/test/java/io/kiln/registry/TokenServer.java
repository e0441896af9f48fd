package io.kiln.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A token service over https after the distribution project's token specification: who knows the password of {@code
 * user} gets a signed token for every scope that is asked for.
 */
final class TokenServer implements Closeable {

    private static final char[] STORE_PASSWORD = "hush".toCharArray();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString("user:hush".getBytes(StandardCharsets.UTF_8));

    private final HttpsServer server;
    private final KeyStore keys;
    private final List<List<String>> granted = new CopyOnWriteArrayList<>();

    private TokenServer(HttpsServer server, KeyStore keys) {
        this.server = server;
        this.keys = keys;
    }

    /** Starts one that speaks TLS, and signs its tokens, with the same certificate. */
    static TokenServer start(InetAddress address, TestAuthority.Issued issued)
            throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(issued.store())) {
            keys.load(in, STORE_PASSWORD);
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, STORE_PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(address, 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        TokenServer tokens = new TokenServer(server, keys);
        server.createContext("/token", tokens::answer);
        server.start();
        return tokens;
    }

    /** The section of a registry that believes these tokens. */
    String auth(TestAuthority authority) {
        InetSocketAddress address = server.getAddress();
        return "token: {realm: 'https://" + address.getAddress().getHostAddress() + ":" + address.getPort()
                + "/token', service: the-registry, issuer: the-issuer, rootcertbundle: " + authority.certificate()
                + "}";
    }

    /** The scopes of every token that was given. */
    List<List<String>> granted() {
        return granted;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!BASIC.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            List<String> scopes = new ArrayList<>();
            for (String parameter : exchange.getRequestURI().getRawQuery().split("&")) {
                String[] parts = parameter.split("=", 2);
                if (parts[0].equals("scope")) {
                    scopes.addAll(List.of(
                            URLDecoder.decode(parts[1], StandardCharsets.UTF_8).split(" ")));
                }
            }
            byte[] body = JSON.writeValueAsBytes(Map.of("token", token(scopes), "expires_in", 300));
            granted.add(scopes);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private String token(List<String> scopes) throws IOException, GeneralSecurityException {
        String alias = keys.aliases().nextElement();
        String certificate =
                Base64.getEncoder().encodeToString(keys.getCertificate(alias).getEncoded());
        long now = Instant.now().getEpochSecond();
        List<Map<String, Object>> access = scopes.stream()
                .map(scope -> scope.split(":"))
                .map(parts ->
                        Map.<String, Object>of("type", parts[0], "name", parts[1], "actions", parts[2].split(",")))
                .toList();
        String signed = part(Map.of("typ", "JWT", "alg", "RS256", "x5c", List.of(certificate))) + "."
                + part(Map.of(
                        "iss",
                        "the-issuer",
                        "sub",
                        "user",
                        "aud",
                        "the-registry",
                        "nbf",
                        now - 10,
                        "iat",
                        now,
                        "exp",
                        now + 300,
                        "jti",
                        UUID.randomUUID().toString(),
                        "access",
                        access));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign((PrivateKey) keys.getKey(alias, STORE_PASSWORD));
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    }

    private static String part(Map<String, Object> content) throws IOException {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(JSON.writeValueAsBytes(content));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
