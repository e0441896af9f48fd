package io.kiln.source;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** The address of a source, which may hold secrets: only {@link #toString()} is fit for a message. */
record SourceUrl(URI uri) {

    /**
     * Reads an address.
     *
     * @throws FetchFailure if it is none, or of a scheme that Kiln does not fetch
     */
    static SourceUrl parse(String text) throws FetchFailure {
        try {
            return of(new URI(text));
        } catch (URISyntaxException e) {
            // the exception's own message would repeat the address with its secrets
            throw FetchFailure.wrongInput("it is not a URL: " + e.getReason() + " at character " + (e.getIndex() + 1));
        }
    }

    private static SourceUrl of(URI uri) throws FetchFailure {
        SourceUrl url = new SourceUrl(uri);
        switch (url.scheme()) {
            case "http", "https" -> {
                if (uri.getHost() == null) {
                    throw FetchFailure.wrongInput("it names no host");
                }
            }
            case "file" -> {
                String host = uri.getAuthority();
                if (host != null && !host.equals("localhost")) {
                    throw FetchFailure.wrongInput("a file URL has three slashes, as in file:///usr/src/x.tar.xz");
                }
                if (uri.getPath() == null || uri.getPath().indexOf('\0') >= 0) {
                    throw FetchFailure.wrongInput("a file URL names an absolute path, as in file:///usr/src/x.tar.xz");
                }
            }
            default ->
                throw FetchFailure.wrongInput(
                        "Kiln fetches http, https and file URLs, and this is '" + url.scheme() + "'");
        }
        return url;
    }

    /** Where a {@code Location} of this address leads. */
    SourceUrl redirectedTo(String location) throws FetchFailure {
        SourceUrl target;
        try {
            target = of(uri.resolve(new URI(location)));
        } catch (URISyntaxException e) {
            throw FetchFailure.refused("the server redirects to something that is not a URL");
        }
        if (target.scheme().equals("file")) {
            throw FetchFailure.refused("the server redirects to a file of this machine");
        }
        if (scheme().equals("https") && target.scheme().equals("http")) {
            throw FetchFailure.refused("the server redirects from https to plain http (" + target + ")");
        }
        return target;
    }

    String scheme() {
        return uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    }

    Optional<String> host() {
        return Optional.ofNullable(uri.getHost());
    }

    /** The last segment of the path, if it can be a file's name. */
    Optional<String> fileName() {
        String path = uri.getPath() == null ? "" : uri.getPath();
        String name = path.substring(path.lastIndexOf('/') + 1);
        boolean usable = !name.isEmpty() && !name.equals(".") && !name.equals("..") && name.indexOf('\0') < 0;
        return usable ? Optional.of(name) : Optional.empty();
    }

    /** The value of an {@code Authorization} header, if the address carries a user. */
    Optional<String> authorization() {
        return Optional.ofNullable(uri.getUserInfo())
                .map(user -> "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)));
    }

    boolean hasOriginOf(SourceUrl other) {
        return scheme().equals(other.scheme()) && host().equals(other.host()) && uri.getPort() == other.uri.getPort();
    }

    /** The address to ask for: without user and fragment. */
    URI request() {
        String text = uri.getScheme() + "://" + hostAndPort() + (uri.getRawPath() == null ? "" : uri.getRawPath())
                + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        return URI.create(text);
    }

    private String hostAndPort() {
        return host().orElse("") + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }

    /** The address without user, query and fragment. */
    @Override
    public String toString() {
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        return uri.isOpaque() ? scheme() + ":..." : scheme() + "://" + hostAndPort() + path;
    }
}
