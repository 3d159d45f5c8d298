package io.drydock.tools.report.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.mvcc.usage.PrefixUsage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How prefixes are put together so that the map tells something. */
class PrefixTreeTest {

  private static PrefixUsage usage(String prefix, long live, long history) {
    return new PrefixUsage(Bytes.ofUtf8(prefix), 1, live, 1, 0, history, 0, live, live, 9);
  }

  private static List<String> names(List<PrefixTree> trees) {
    return trees.stream().map(tree -> tree.name() + " " + tree.bytes()).toList();
  }

  @Test
  void aGroupThatHasNearlyAllIsDivided() {
    List<PrefixTree> trees =
        PrefixTree.of(
            List.of(
                usage("/registry/pods/a/", 20, 5),
                usage("/registry/pods/b/", 3, 0),
                usage("/registry/events/", 31, 0),
                usage("/shop/", 20, 0),
                usage("", 1, 0)),
            10);
    assertEquals(
        List.of("/registry/events/ 31", "/registry/pods/ 28", "/shop/ 20", "(no prefix) 1"),
        names(trees));
    PrefixTree pods =
        trees.stream().filter(tree -> tree.name().endsWith("pods/")).findFirst().orElseThrow();
    assertEquals(List.of("/registry/pods/a/ 25", "/registry/pods/b/ 3"), names(pods.children()));
  }

  @Test
  void whatIsTooManyIsSummedUpAndNothingGetsLost() {
    List<PrefixUsage> usages = new ArrayList<>();
    for (int i = 1; i <= 30; i++) {
      usages.add(usage("/k" + i + "/", i, 0));
    }
    List<PrefixTree> trees = PrefixTree.of(usages, 10);
    assertEquals(10, trees.size());
    assertEquals("/k30/ 30", names(trees).getFirst());
    assertEquals("21 more 231", names(trees).getLast());
    assertEquals(465, trees.stream().mapToLong(PrefixTree::bytes).sum());
  }

  @Test
  void withoutKeysThereIsNothing() {
    assertEquals(List.of(), PrefixTree.of(List.of(), 10));
  }
}
