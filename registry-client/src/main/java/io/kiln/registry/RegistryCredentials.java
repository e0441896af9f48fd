package io.kiln.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What a registry is shown to prove who asks.
 *
 * @param secret a password, or an identity token (an OAuth2 refresh token) when {@code identityToken} is true
 */
public record RegistryCredentials(String username, String secret, boolean identityToken) {

    public static RegistryCredentials password(String username, String password) {
        return new RegistryCredentials(username, password, false);
    }

    public static RegistryCredentials identityToken(String token) {
        return new RegistryCredentials("", token, true);
    }

    String basicHeader() {
        byte[] pair = (username + ":" + secret).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    /** Says nothing of the content, so that it can stand in any message. */
    @Override
    public String toString() {
        return "RegistryCredentials[hidden]";
    }
}
