package io.collectionsync.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written as comma-separated values, and what an administrator's file of them is read as. */
class CsvTest {

    @Test
    void whatIsWrittenIsReadAsItWas() {
        var cells = List.of("a, \"b\"", "two\r\nlines", "", "0a1b2c3d4e5f");

        assertThat(Csv.rows(Csv.text(List.of("w", "x", "y", "z"), List.of(cells, cells))))
                .hasSize(2)
                .containsOnly(Map.of("w", "a, \"b\"", "x", "two\r\nlines", "y", "", "z", "0a1b2c3d4e5f"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mapping,plan\r\nring,0a1b2c3d4e5f\r\n",
                "mapping,plan\nring,0a1b2c3d4e5f",
                "\uFEFFplan,mapping\r\n0a1b2c3d4e5f,ring\r\n",
                "\r\n plan ,mapping\r\n\r\n,\r\n\"0a1b2c3d4e5f\",\"ring\nof two\"\r\n",
                "plan\n0a1b2c3d4e5f\n0a1b2c3d4e5f\n"
            })
    void aFileOfPlansIsReadHoweverItWasSaved(String text) {
        assertThat(PlanHashes.of(text)).containsExactly("0a1b2c3d4e5f");
    }

    @Test
    void aFileThatNamesNoPlanSaysWhy() {
        assertThatThrownBy(() -> PlanHashes.of("mapping;plan\nring;0a1b2c3d4e5f\n"))
                .hasMessageStartingWith("its header line has no column 'plan', only mapping;plan");
        assertThatThrownBy(() -> PlanHashes.of("plan,mapping\n,ring\n"))
                .hasMessage("a line has nothing in the column 'plan': ,ring");
        assertThatThrownBy(() -> PlanHashes.of("mapping,plan\nring\n"))
                .hasMessage("a line has nothing in the column 'plan': ring,");
        assertThatThrownBy(() -> PlanHashes.of("plan\n\"0a1b2c3d4e5f\n")).hasMessage("a quotation mark is not closed");
        for (String empty : List.of("", "plan\r\n", "mapping,plan\n\n")) {
            assertThatThrownBy(() -> PlanHashes.of(empty)).hasMessageStartingWith("it names no plan");
        }
    }
}
