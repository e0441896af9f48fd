package io.kiln.exec.docker;

import io.kiln.exec.BuildException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads the address of an engine as the {@code docker} command does. */
final class EndpointAddress {

    private static final int PORT = 2375;
    private static final String FORMS = "unix:///path, tcp://host:port or ssh://[user@]host[:port]";
    /** No leading dash: it must not look like an option to ssh. */
    private static final Pattern SSH_WORD = Pattern.compile("[A-Za-z0-9_.\\[:][A-Za-z0-9_.:%@+\\]\\\\-]*");

    private EndpointAddress() {}

    /**
     * @param where the variable or file that holds the text, for messages
     * @param text {@code host:port} alone is tcp
     */
    static URI parse(String where, String text) throws BuildException {
        String address = text.strip();
        int end = address.indexOf("://");
        String scheme = end < 0 ? "tcp" : address.substring(0, end).toLowerCase(Locale.ROOT);
        String rest = end < 0 ? address : address.substring(end + 3);
        try {
            switch (scheme) {
                case "unix":
                    return unix(where, text, rest);
                case "tcp":
                    return tcp(where, text, rest);
                case "ssh":
                    return ssh(where, text, new URI(address));
                default:
                    throw wrong(where, text, "Kiln reaches an engine by " + FORMS);
            }
        } catch (URISyntaxException e) {
            throw wrong(where, text, e.getReason());
        }
    }

    private static URI unix(String where, String text, String path) throws BuildException, URISyntaxException {
        if (!path.isEmpty() && !path.startsWith("/")) {
            throw wrong(where, text, "the path of a socket begins with / (unix:///path)");
        }
        return new URI("unix", "", path.isEmpty() ? EndpointSearch.DEFAULT_SOCKET : path, null);
    }

    private static URI tcp(String where, String text, String rest) throws BuildException, URISyntaxException {
        // ":2376" and "" are this machine
        String named = rest.isEmpty() || rest.startsWith(":") || rest.startsWith("/") ? "localhost" + rest : rest;
        URI uri = new URI("tcp://" + named);
        if (uri.getHost() == null || uri.getUserInfo() != null || uri.getQuery() != null || uri.getFragment() != null) {
            throw wrong(where, text, "this is not tcp://host:port");
        }
        int port = uri.getPort() < 0 ? PORT : uri.getPort();
        checkPort(where, text, port);
        return new URI("tcp", null, uri.getHost(), port, uri.getPath(), null, null);
    }

    private static URI ssh(String where, String text, URI uri) throws BuildException {
        String path = uri.getPath();
        if (uri.getHost() == null || uri.getQuery() != null || uri.getFragment() != null) {
            throw wrong(where, text, "this is not ssh://[user@]host[:port]");
        }
        if (path != null && !path.isEmpty() && !path.equals("/")) {
            throw wrong(
                    where, text, "nothing may follow the host; the engine's socket is chosen by 'docker' over there");
        }
        String user = uri.getUserInfo();
        if (user != null && user.contains(":")) {
            // not the text: it holds the password
            throw new BuildException(
                    DockerEngineExceptions.ENVIRONMENT,
                    where + " has a password in its ssh:// address; ssh takes keys: ssh-copy-id " + uri.getHost());
        }
        if (!SSH_WORD.matcher(uri.getHost()).matches()
                || (user != null && !SSH_WORD.matcher(user).matches())) {
            throw wrong(where, text, "these are not names that ssh can be given");
        }
        if (uri.getPort() >= 0) {
            checkPort(where, text, uri.getPort());
        }
        return uri;
    }

    private static void checkPort(String where, String text, int port) throws BuildException {
        if (port < 1 || port > 0xFFFF) {
            throw wrong(where, text, port + " is not a port");
        }
    }

    private static BuildException wrong(String where, String text, String why) {
        return new BuildException(
                DockerEngineExceptions.ENVIRONMENT,
                where + " is not the address of a Docker Engine: '" + text.replaceAll("\\p{Cc}", "?") + "': " + why);
    }
}
