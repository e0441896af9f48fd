package io.kiln.registry;

import java.time.Duration;
import java.time.Instant;

/** A token of a token service, with what it allows and when we stop using it. */
record BearerToken(String value, Scopes scopes, Instant staleAt) {

    private static final Duration SHORTEST = Duration.ofSeconds(60);

    /** A token is taken as stale after three quarters of its life, so that it does not die under way. */
    static BearerToken of(String value, Scopes scopes, long expiresInSeconds, Instant now) {
        Duration life = Duration.ofSeconds(Math.max(0, Math.min(expiresInSeconds, 86_400)));
        Duration usable = expiresInSeconds <= 0 ? SHORTEST : life;
        return new BearerToken(value, scopes, now.plus(usable.multipliedBy(3).dividedBy(4)));
    }

    boolean isFresh(Instant now) {
        return now.isBefore(staleAt);
    }

    String header() {
        return "Bearer " + value;
    }

    @Override
    public String toString() {
        return "BearerToken[hidden]";
    }
}
