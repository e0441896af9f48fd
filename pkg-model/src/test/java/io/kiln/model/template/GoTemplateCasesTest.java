package io.kiln.model.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoTemplateCasesTest {

    static List<GoTemplateCase> all() throws IOException {
        return GoTemplateCase.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void outcomeIsThatOfGoUnlessTheCaseIsListedAsPending(GoTemplateCase test) throws IOException {
        if (GoTemplateCase.pending().contains(test.id())) {
            assertThat(test.failure())
                    .as("a case that passes must leave gotemplate-pending.txt")
                    .isNotNull();
        } else {
            assertThat(test.failure()).isNull();
        }
    }

    @Test
    void everyPendingCaseExists() throws IOException {
        Set<String> unknown = new TreeSet<>(GoTemplateCase.pending());
        GoTemplateCase.all().forEach(test -> unknown.remove(test.id()));
        assertThat(unknown).isEmpty();
    }
}
