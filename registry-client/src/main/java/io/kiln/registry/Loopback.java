package io.kiln.registry;

import java.util.regex.Pattern;

/** Tells by the written name alone, without asking DNS, whether a host is this machine. */
final class Loopback {

    private static final Pattern IPV4 = Pattern.compile("127(?:\\.[0-9]{1,3}){3}");

    private Loopback() {}

    /** Takes {@code localhost}, {@code 127.0.0.0/8} and {@code ::1} (in brackets or not). */
    static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.equals("::1")
                || host.equals("[::1]")
                || IPV4.matcher(host).matches();
    }
}
