package io.kiln.model.template.sprig;

import io.kiln.model.template.value.Arguments;
import io.kiln.model.template.value.CallException;
import io.kiln.model.template.value.Function;
import io.kiln.model.template.value.Utf8;
import io.kiln.model.template.value.Value;
import java.util.Map;

/** Functions on semantic versions, by the rules of Masterminds' library. */
final class SemverFunctions {

    private SemverFunctions() {}

    static void addTo(Map<String, Function.Body> table) {
        table.put("semver", a -> new VersionValue(Version.parse(Utf8.decode(a.string(0))), true));
        table.put("semverCompare", a -> Value.of(compare(a)));
    }

    private static boolean compare(Arguments a) throws CallException {
        Constraints constraints = Constraints.parse(Utf8.decode(a.string(0)));
        return constraints.accept(Version.parse(Utf8.decode(a.string(1))));
    }
}
