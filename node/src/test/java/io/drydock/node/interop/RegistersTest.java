package io.drydock.node.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drydock.node.interop.Registers.Operation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Operations are {@code called-answered found>left}; {@code ?} for what is not known. */
class RegistersTest {

  @ParameterizedTest
  @CsvSource({
    "true, 0-1 ?>a; 2-3 a>=",
    "false, 0-1 ?>a; 2-3 >=",
    "false, 0-1 ?>a; 2-3 ?>b; 4-5 a>=",
    "true, 0-3 ?>a; 1-2 >=; 4-5 a>=",
    "true, 0-3 ?>a; 1-2 a>=",
    "false, 0-9 ?>a; 1-2 a>=; 3-4 >=",
    "true, 0-? ?>a; 5-6 >=; 7-8 a>=",
    "false, 0-? ?>a; 5-6 a>=; 7-8 >=",
    "true, 0-? ?>a; 5-6 >=",
    "true, 0-1 ?>a; 2-5 a>b; 3-6 a>=; 7-8 b>=",
    "false, 0-1 ?>a; 2-5 a>b; 3-6 a>c",
    "true, 0-5 ?>a; 0-5 a>b; 0-5 b>c; 6-7 c>="
  })
  void aHistoryIsJudged(boolean isLinearizable, String history) {
    List<Operation> operations = new ArrayList<>();
    for (String each : history.split("; ")) {
      operations.add(parse(each));
    }
    assertEquals(isLinearizable, Registers.unexplained(operations).isEmpty());
  }

  private static Operation parse(String text) {
    String[] parts = text.split("[- >]", -1);
    String found = parts[2].equals("?") ? Registers.ANY : parts[2];
    String left = parts[3].equals("=") ? Registers.FOUND : parts[3];
    long answered = parts[1].equals("?") ? Long.MAX_VALUE : Long.parseLong(parts[1]);
    return new Operation("r", Long.parseLong(parts[0]), answered, found, left);
  }
}
