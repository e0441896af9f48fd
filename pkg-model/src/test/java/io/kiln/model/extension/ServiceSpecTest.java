package io.kiln.model.extension;

import static org.assertj.core.api.Assertions.assertThat;

import io.kiln.model.yaml.Diagnostic;
import io.kiln.model.yaml.PositionMap;
import io.kiln.model.yaml.Problems;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceSpecTest {

    private static final String GOOD = """
            name: hello_service-1
            container:
              entrypoint: ./hello
              args: [--world]
            depends:
              - service: cri
              - path: /run/hello.sock
              - network: [addresses, connectivity, hostname, etcfiles]
              - time: true
              - configuration: true
            restart: untilSuccess
            """;

    private final Problems problems = new Problems(false);

    @Test
    void aSpecIsRead() {
        assertThat(read(GOOD)).hasValue(new ServiceSpec("hello_service-1", "./hello", "untilSuccess"));
        assertThat(problems.all()).isEmpty();
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = ';',
            value = {
                "name: hello_service-1; name: Hello; cannot be the name",
                "name: hello_service-1; name: ''; has no \"name\"",
                "entrypoint: ./hello; args2: 1; has no \"entrypoint\"",
                "untilSuccess; on-failure; \"restart\" cannot be",
                "restart: untilSuccess; logToConsole: true; has no \"restart\"",
                "path: /run; path: run; is not absolute",
                "time: true; time: false; names nothing",
                "service: cri; {service: cri, time: true}; at once",
                "service: cri; serivce: cri; names nothing",
                "hostname; hostnames; has no state",
            })
    void aWrongSpecIsRefused(String from, String to, String message) {
        assertThat(GOOD).contains(from);
        read(GOOD.replace(from, to));
        assertThat(problems.all())
                .filteredOn(Diagnostic::isError)
                .hasSize(1)
                .allSatisfy(d -> assertThat(d.message()).contains(message));
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        assertThat(read("depends: [{}]\n")).isEmpty();
        assertThat(problems.all()).hasSize(4);
        assertThat(List.of("", "[]", "name: [")).allSatisfy(text -> {
            Problems found = new Problems(false);
            assertThat(ServiceSpec.read(text, PositionMap.identity("s"), found)).isEmpty();
            assertThat(found.all()).isNotEmpty();
        });
    }

    private Optional<ServiceSpec> read(String text) {
        return ServiceSpec.read(text, PositionMap.identity("hello.yaml"), problems);
    }
}
