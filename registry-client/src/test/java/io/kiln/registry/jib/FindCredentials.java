package io.kiln.registry.jib;

import io.kiln.registry.RegistryCredentials;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks for the credentials of reg.example and prints whether the helper's came, or the failure. */
final class FindCredentials {

    private FindCredentials() {}

    public static void main(String[] arguments) {
        try {
            Optional<RegistryCredentials> found = JibCredentialSource.of(List.of(Path.of(arguments[0])), Map.of())
                    .find("reg.example");
            System.out.println(found.equals(Optional.of(RegistryCredentials.password("helped", "hush"))));
        } catch (IOException e) {
            System.out.println(e);
        }
    }
}
