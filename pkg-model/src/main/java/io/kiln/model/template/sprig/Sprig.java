package io.kiln.model.template.sprig;

import io.kiln.model.template.value.Function;
import io.kiln.model.template.value.Signature;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The functions of Sprig, version 3.3, by name; those that need more than their arguments refuse to run. */
public final class Sprig {

    /** Certificates, keys, passwords, random numbers and the clock. */
    private static final Set<String> REFUSED = Set.of(
            "ago",
            "bcrypt",
            "buildCustomCert",
            "decryptAES",
            "derivePassword",
            "encryptAES",
            "genCA",
            "genCAWithKey",
            "genPrivateKey",
            "genSelfSignedCert",
            "genSelfSignedCertWithKey",
            "genSignedCert",
            "genSignedCertWithKey",
            "htpasswd",
            "mustDateModify",
            "mustToDate",
            "must_date_modify",
            "randInt",
            "shuffle",
            "toDate",
            "unixEpoch");

    private static final Map<String, Function> FUNCTIONS = table();

    private Sprig() {}

    /** All functions; the map cannot be changed. */
    public static Map<String, Function> functions() {
        return FUNCTIONS;
    }

    private static Map<String, Function> table() {
        Map<String, Function.Body> bodies = new HashMap<>();
        StringFunctions.addTo(bodies);
        TextFunctions.addTo(bodies);
        RegexFunctions.addTo(bodies);
        LogicFunctions.addTo(bodies);
        NumberFunctions.addTo(bodies);
        RealFunctions.addTo(bodies);
        ListFunctions.addTo(bodies);
        DictFunctions.addTo(bodies);
        JsonFunctions.addTo(bodies);
        EncodingFunctions.addTo(bodies);
        PathFunctions.addTo(bodies);
        UrlFunctions.addTo(bodies);
        DurationFunctions.addTo(bodies);
        SemverFunctions.addTo(bodies);
        REFUSED.forEach(name -> bodies.put(name, refusal(name)));
        Map<String, Signature> signatures = Signature.readTable(Sprig.class, "sprig-signatures.tsv");
        if (!signatures.keySet().equals(bodies.keySet())) {
            throw new IllegalStateException("functions and signatures differ");
        }
        Map<String, Function> functions = new HashMap<>();
        signatures.forEach((name, signature) -> functions.put(name, new Function(name, signature, body(bodies, name))));
        return Map.copyOf(functions);
    }

    private static Function.Body body(Map<String, Function.Body> bodies, String name) {
        return bodies.getOrDefault(name, refusal(name));
    }

    private static Function.Body refusal(String name) {
        return new Function.Refusal("Kiln keeps templates hermetic: " + name
                + " is not available, because its result would not depend on the variables alone");
    }
}
