package io.kiln.exec.runc;

import io.kiln.exec.ProcessStartException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A container that could not be started; the message is what the host's tools said. */
final class ContainerException extends ProcessStartException {

    private static final Pattern RUNC_MESSAGE = Pattern.compile("\"msg\":\"((?:[^\"\\\\]|\\\\.)*)\"");

    ContainerException(String text) {
        super(readable(text));
    }

    private static String readable(String text) {
        Matcher matcher = RUNC_MESSAGE.matcher(text);
        String message = matcher.find() ? matcher.group(1).replace("\\\"", "\"") : text;
        return message.isEmpty() ? "the helper process ended without a word" : message;
    }
}
