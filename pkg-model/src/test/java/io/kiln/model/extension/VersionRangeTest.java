package io.kiln.model.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionRangeTest {

    @ParameterizedTest(name = "{0} accepts {1}: {2}")
    @CsvSource({
        ">= v1.10.0, v1.10.0, true",
        ">= v1.10.0, v1.10.0-alpha.1, true",
        ">= v1.10.0, v1.10.0-alpha.1-12-g0123abc-dirty, true",
        ">= v1.10.0, v1.9.9, false",
        ">=1.10.0 <1.12.0, v1.11.3, true",
        ">=1.10.0 <1.12.0, v1.12.0, false",
        "'>=   1.10.0    <  1.12.0', v1.11.0, true",
        "> = 1.10.0, v1.10.0, true",
        "> 1.10.0, v1.10.0, false",
        "<= 1.10.0, v1.10.0, true",
        "< 1.10.0 || >= 1.12.0, v1.9.0, true",
        "< 1.10.0 || >= 1.12.0, v1.11.0, false",
        "< 1.10.0 || >= 1.12.0, v1.12.0, true",
        ">=1.0.0 <2.0.0 || >=3.0.0 !=4.2.1, v4.2.1, false",
        ">=1.0.0 <2.0.0 || >=3.0.0 !=4.2.1, v4.2.2, true",
        "1.10.0, v1.10.0, true",
        "1.10.0, v1.10.1, false",
        "= 1.10.0, v1.10.0, true",
        "==1.10.0, v1.10.0, true",
        "!1.10.0, v1.10.0, false",
        "!= 1.10.0, v1.10.1, true",
        "1.10.x, v1.10.9, true",
        "1.10.x, v1.11.0, false",
        "1.x, v1.99.0, true",
        "1.x, v2.0.0, false",
        "v1.x, v1.0.0, true",
        "> 1.10.x, v1.10.5, false",
        "> 1.10.x, v1.11.0, true",
        "<= 1.10.x, v1.10.5, true",
        "<= 1.10.x, v1.11.0, false",
        "< 1.x, v0.9.0, true",
        ">= 1.x, v1.0.0, true",
        ">= 1.10.0-alpha.1, v1.10.0, true",
        "> 1.10.0-beta.2+build, v1.10.0-alpha.1, true",
        "= 1.10.0-alpha.1, v1.10.0-alpha.1, false",
        "< 1.10.0-next.1, v1.10.0, false",
        ">= 1.10.0, 1.10, true",
    })
    void aConstraintHoldsForTheVersionsThatItNames(String range, String talos, boolean accepted) {
        assertThat(VersionRange.parse(range).accepts(TalosVersion.parse(talos))).isEqualTo(accepted);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ';',
            value = {
                ">= 1.10; write >= 1.10.0",
                "1.10; or 1.10.x for all of its releases",
                "v1; write 1.0.0",
                "! 1.10.0; write !=",
                ">= 1.0.0 ! 1.10.0; write !=",
                "^1.10.0; name both ends",
                "~1.10.0; name both ends",
                "~> 1.10.0; name both ends",
                "=> 1.10.0; the operators are",
                ">=1.0.0, <2.0.0; without a comma",
                "1.0.0 - 2.0.0; name both ends",
                "1.0.0 -2.0.0; name both ends",
                ">=1.0.0||<0.5.0; blank before and after ||",
                ">=1.0.0 ||<0.5.0; blank before and after ||",
                "|| 1.0.0; write one there",
                "1.0.0 ||; write one there",
                "1.0.0 || || 2.0.0; write one there",
                "1.0.0 | 2.0.0; || means",
                "1.0.0 && 2.0.0; || means",
                ">=1.0.0<2.0.0; put a blank between",
                "!= 1.10.x; write < 1.10.0 || >= 1.11.0",
                "1.x.x; write 1.x for all minor releases",
                "1.X; only the last number may be an x",
                "1.*; only the last number may be an x",
                "1.2.3-x; only the last number may be an x",
                "1.x.3; only the last number may be an x",
                "x; write an operator and a full version",
                "*; write an operator and a full version",
                "latest; write an operator and a full version",
                ">=; write an operator and a full version",
                ">= 1.10.0 <; write an operator and a full version",
                ">= 1.10.0 5; or 5.x for all",
                "1.010.0; write MAJOR.MINOR.PATCH",
                "1.10.0-01; write MAJOR.MINOR.PATCH",
                "1.2.3.4; write MAJOR.MINOR.PATCH",
                "1.10.0-; write MAJOR.MINOR.PATCH",
                "99999999999999999999.0.0; write MAJOR.MINOR.PATCH",
                "'  '; leave it out",
            })
    void aConstraintThatIsReadOtherwiseThanItLooksIsRefusedWithWhatToWrite(String range, String advice) {
        VersionRangeException refused =
                catchThrowableOfType(VersionRangeException.class, () -> VersionRange.parse(range));

        assertThat(refused).as(range).isNotNull();
        assertThat(refused.advice()).contains(advice);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"latest", "v1.10.0_1", "v1.10-alpha.1", "''", "v", "1.2.3.4", "v1..2", "main-3-gabc", "v-1.0.0"})
    void aTagThatIsNotAVersionIsRefused(String tag) {
        IllegalArgumentException refused =
                catchThrowableOfType(IllegalArgumentException.class, () -> TalosVersion.parse(tag));

        assertThat(refused).as(tag).isNotNull().hasMessageContaining("write it like v1.10.0");
    }
}
