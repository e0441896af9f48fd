package io.kiln.model.template.sprig;

import io.kiln.model.template.value.Arguments;
import io.kiln.model.template.value.CallException;
import io.kiln.model.template.value.Function;
import io.kiln.model.template.value.MapValue;
import io.kiln.model.template.value.Utf8;
import io.kiln.model.template.value.Value;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Functions that take URLs apart and put them together. */
final class UrlFunctions {

    private static final Pattern SCHEME = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*):(.*)", Pattern.DOTALL);

    private UrlFunctions() {}

    static void addTo(Map<String, Function.Body> table) {
        table.put("urlParse", a -> parse(a.string(0), a));
        table.put("urlJoin", a -> Value.of(join(a.dict(0), a)));
    }

    private static Value parse(String url, Arguments a) throws CallException {
        a.budget().bytes(url.length() * 4L);
        if (url.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new CallException(
                    "unable to parse url: parse " + Utf8.decode(io.kiln.model.template.value.Quote.quote(url))
                            + ": net/url: invalid control character in URL");
        }
        String[] fragment = cut(url, "#");
        Matcher scheme = SCHEME.matcher(fragment[0]);
        boolean hasScheme = scheme.matches();
        String[] query = cut(hasScheme ? scheme.group(2) : fragment[0], "?");
        String rest = query[0];
        String authority = "";
        String opaque = "";
        if (rest.startsWith("//")) {
            int slash = rest.indexOf('/', 2);
            authority = rest.substring(2, slash < 0 ? rest.length() : slash);
            rest = slash < 0 ? "" : rest.substring(slash);
        } else if (hasScheme && !rest.startsWith("/")) {
            opaque = rest;
            rest = "";
        }
        int at = authority.lastIndexOf('@');
        String host = authority.substring(at + 1);
        MapValue parts = MapValue.dict();
        parts.put("scheme", Value.of(hasScheme ? scheme.group(1).toLowerCase(Locale.ROOT) : ""));
        parts.put("userinfo", Value.of(at < 0 ? "" : authority.substring(0, at)));
        parts.put("host", Value.of(unescape(host)));
        parts.put("hostname", Value.of(hostName(host)));
        parts.put("path", Value.of(unescape(rest)));
        parts.put("query", Value.of(query[1]));
        parts.put("opaque", Value.of(opaque));
        parts.put("fragment", Value.of(unescape(fragment[1])));
        return parts;
    }

    private static String[] cut(String s, String separator) {
        int at = s.indexOf(separator);
        return at < 0 ? new String[] {s, ""} : new String[] {s.substring(0, at), s.substring(at + 1)};
    }

    private static String hostName(String host) {
        int colon = host.lastIndexOf(':');
        boolean hasPort = colon >= 0 && host.substring(colon + 1).matches("[0-9]*") && host.indexOf(']') < colon;
        String name = hasPort ? host.substring(0, colon) : host;
        return name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
    }

    private static String unescape(String s) throws CallException {
        StringBuilder out = new StringBuilder(s.length());
        for (int i = 0; i < s.length(); i++) {
            if (s.charAt(i) != '%') {
                out.append(s.charAt(i));
                continue;
            }
            String code = s.substring(i, Math.min(i + 3, s.length()));
            if (!code.matches("%[0-9a-fA-F]{2}")) {
                throw new CallException("unable to parse url: invalid URL escape \"" + Utf8.decode(code) + "\"");
            }
            out.append((char) Integer.parseInt(code.substring(1), 16));
            i += 2;
        }
        return out.toString();
    }

    private static String join(MapValue parts, Arguments a) throws CallException {
        String scheme = part(parts, "scheme");
        String opaque = part(parts, "opaque");
        String query = part(parts, "query");
        String fragment = part(parts, "fragment");
        String userInfo = part(parts, "userinfo");
        String host = part(parts, "host");
        String path = escape(part(parts, "path"));
        StringBuilder url = new StringBuilder(scheme.isEmpty() ? "" : scheme + ":");
        if (!opaque.isEmpty()) {
            url.append(opaque);
        } else {
            if (!scheme.isEmpty() && (!host.isEmpty() || path.startsWith("//"))
                    || !host.isEmpty()
                    || !userInfo.isEmpty()) {
                url.append("//")
                        .append(userInfo.isEmpty() ? "" : userInfo + "@")
                        .append(host);
            }
            url.append(!path.isEmpty() && !path.startsWith("/") && !host.isEmpty() ? "/" : "")
                    .append(path);
        }
        url.append(query.isEmpty() ? "" : "?" + query).append(fragment.isEmpty() ? "" : "#" + escape(fragment));
        a.budget().bytes(url.length());
        return url.toString();
    }

    private static String part(MapValue parts, String key) throws CallException {
        Value value = parts.entries().getOrDefault(key, Value.of(""));
        if (!(value instanceof Value.Str string)) {
            throw new CallException(
                    "unable to parse " + key + " key, must be of type string, but " + value.kindName() + " found");
        }
        return string.bytes();
    }

    private static String escape(String s) {
        StringBuilder out = new StringBuilder(s.length());
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "-_.~$&+,/:;=@!'()*".indexOf(c) >= 0);
            out.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
        }
        return out.toString();
    }
}
