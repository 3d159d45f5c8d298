package io.drydock.node.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.FormatException;
import io.drydock.node.storage.UnbootableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** That a start is refused, and what was found is left, to the byte, as it was. */
final class Refusals {

  private Refusals() {}

  static void assertRefused(Path dataDir, long segmentBytes, String sentence) throws Exception {
    Map<String, Integer> before = tree(dataDir);
    var refusal = assertThrows(Exception.class, () -> Lone.start(dataDir, segmentBytes).close());
    boolean isRefusal =
        refusal instanceof UnbootableException
            || refusal instanceof FormatException
            || refusal instanceof IOException;
    assertTrue(isRefusal, refusal::toString);
    assertTrue(refusal.getMessage().contains(sentence), refusal::getMessage);
    assertEquals(before, tree(dataDir));
  }

  /** Every name with a hash of what it holds. */
  private static Map<String, Integer> tree(Path dataDir) throws IOException {
    Map<String, Integer> tree = new TreeMap<>();
    try (Stream<Path> all = Files.walk(dataDir)) {
      for (Path each : all.toList()) {
        boolean isFile = Files.isRegularFile(each);
        int sum = isFile ? Arrays.hashCode(Files.readAllBytes(each)) : -1;
        tree.put(dataDir.relativize(each).toString(), sum);
      }
    }
    return tree;
  }
}
