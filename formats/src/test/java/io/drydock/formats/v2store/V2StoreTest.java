package io.drydock.formats.v2store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.Finding;
import io.drydock.formats.FormatException;
import io.drydock.formats.UnsupportedFormatException;
import io.drydock.formats.bytes.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The JSON of the store: what is read comes back, what is no store is told. */
final class V2StoreTest {

  private static final Extent AT = new Extent("a.snap", 1000, 10_000_000);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "\\\\ \\\" \\n\\r\\t",
        "\\u003c\\u003e\\u0026\\u2028\\u2029",
        "\\u0000\\u001f",
        "\\u0008\\u000c",
        "\\b\\f",
        "\\ufffd",
        "\ufffd",
        "\ufffd\\ufffd\ufffd",
        "\\ufffd\\b",
        "\u00e9\ud83d\ude00\u007f/",
      })
  void textsOfValuesAndNamesComeBackAsTheyWere(String text) throws Exception {
    String json = store(node("/", "", "\"" + text + "\":" + node("/" + text, text, "null")));

    assertEquals(json, read(json).encode().toUtf8());
  }

  @Test
  void lostByteIsNotTheCharacterThatStandsForIt() throws Exception {
    var lost = read(store(node("/", "", "\"a\":" + node("/a", "x\\ufffdy", "null"))));
    var real = read(store(node("/", "", "\"a\":" + node("/a", "x\ufffdy", "null"))));

    assertEquals(Bytes.ofHex("78 ff 79"), lost.node("/a").orElseThrow().value());
    assertEquals(Bytes.ofHex("78 ef bf bd 79"), real.node("/a").orElseThrow().value());
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-21T00:15:18.354543944Z", "2026-11-21T00:15:18Z", "2026-11-21T00:15:18.5Z",
    "2026-11-21T02:15:18.35+02:00", "2026-11-21T00:00:00-05:30", "0001-01-01T00:00:00Z"
  })
  void timesComeBackAsTheyWere(String time) throws Exception {
    String file = node("/a", "v", "null").replace("0001-01-01T00:00:00Z", time);
    String json = store(node("/", "", "\"a\":" + file));
    V2Store store = read(json);

    assertEquals(json, store.encode().toUtf8());
    assertEquals(
        time.startsWith("0001"), store.node("/a").orElseThrow().expireTime().isEmpty(), time);
  }

  @Test
  void directoryIsToldFromAFileByItsChildren() throws Exception {
    V2Store store =
        read(store(node("/", "", "\"d\":" + node("/d", "", "") + ",\"f\":" + file("/f"))));

    assertTrue(store.node("/d").orElseThrow().isDirectory());
    assertFalse(store.node("/f").orElseThrow().isDirectory());
    assertEquals(List.of("d", "f"), names(store.root()));
    assertTrue(store.node("/d/x").isEmpty());
    assertTrue(store.node("/f/x").isEmpty());
  }

  @Test
  void namesAreSortedByTheirBytes() throws Exception {
    V2Store store = V2Store.empty();
    var operations = new V2Operations(store, V2Rules.ETCD_3_5);
    for (String hex : List.of("f09f9880", "ff", "efbfbd", "61", "c3a9")) {
      Bytes path = Bytes.ofHex("2f 31 2f" + hex);
      operations.set(new V2Write(path, false, Bytes.EMPTY, Optional.empty(), false));
    }

    assertEquals(
        List.of("61", "c3a9", "efbfbd", "f09f9880", "ff"),
        store.node("/1").orElseThrow().children().stream().map(n -> n.name().toHex()).toList());
  }

  @Test
  void eventsComeBackAsTheyWere() throws Exception {
    var event =
        "{\"action\":\"compareAndSwap\",\"node\":{\"key\":\"/1/a\",\"value\":\"\",\"expiration\":"
            + "\"2026-11-21T11:13:12.719690849Z\",\"ttl\":-600,\"modifiedIndex\":11,"
            + "\"createdIndex\":10},\"prevNode\":{\"key\":\"/1/a\",\"dir\":true,\"nodes\":["
            + "{\"key\":\"/1/a/b\",\"value\":\"x\"}]},\"refresh\":true}";
    String json = store(node("/", "", "")).replaceFirst("\\[null", "[" + event);

    assertEquals(json, read(json).encode().toUtf8());
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 4_990})
  void treeMayBeAsDeepAsGoReads(int depth) throws Exception {
    String json = store(nested(depth));

    assertEquals(json, read(json).encode().toUtf8());
  }

  @Test
  void deeperTreeIsRefused() {
    assertThrows(CorruptFileException.class, () -> read(store(nested(5_001))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{",
        "{}",
        "{\"Root\":null}",
        "{\"Root\":{}}x",
        "{\"Root\":{},\"Stats\":1}",
        "{\"Root\":{\"Children\":[]}}",
        "{\"Root\":{\"Children\":{\"a\":null}}}",
        "{\"Root\":{\"Children\":{\"a\":{},\"a\":{}}}}",
        "{\"Root\":{\"ExpireTime\":\"soon\"}}",
        "{\"Root\":{\"CreatedIndex\":-1}}",
        "{\"Root\":{\"CreatedIndex\":18446744073709551616}}",
        "{\"Root\":{\"CreatedIndex\":1e3}}",
        "{\"Root\":{\"Path\":\"\\ud800\"}x",
        "{\"Root\":{},\"WatcherHub\":{\"EventHistory\":{\"Queue\":{\"Events\":[1]}}}}",
        "{\"Root\":{},\"WatcherHub\":{\"EventHistory\":{\"Queue\":{\"Events\":[{}]}}}}",
      })
  void whatIsNoStoreIsCorruption(String json) {
    var failure = assertThrows(CorruptFileException.class, () -> read(json));

    assertTrue(failure.getMessage().startsWith("v2 store: "), failure.getMessage());
    assertTrue(failure.at().offset() >= AT.offset(), failure.getMessage());
    assertEquals(List.of("V2-JSON"), codes(json));
  }

  @Test
  void damageIsNamedWithItsPlace() {
    var failure = assertThrows(CorruptFileException.class, () -> read("{\"Root\":[]}"));

    assertEquals("v2 store: expected START_OBJECT at a.snap:0x3f0", failure.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Root\":{},\"Extra\":1}",
        "{\"Root\":{\"Colour\":1}}",
        "{\"Root\":{},\"Stats\":{\"x\":1}}",
        "{\"Root\":{},\"WatcherHub\":{\"EventHistory\":{\"Queue\":"
            + "{\"Events\":[{\"action\":\"x\"}]}}}}",
      })
  void whatNoReleaseWritesIsUnsupported(String json) {
    assertThrows(UnsupportedFormatException.class, () -> read(json));
  }

  @Test
  void absentKeysCountAsZero() throws Exception {
    V2Store store = read("{\"Root\":{\"Path\":\"/\",\"Children\":{}}}");

    assertEquals(0, store.currentIndex());
    assertEquals(0, store.stats().get(V2Stats.Counter.SETS_SUCCESS));
  }

  @Test
  void checkNamesWhatAServerWouldStumbleOver() {
    String sound = store(node("/", "", "\"a\":" + file("/a")));
    String member = "\"0\":" + node("/0", "", "\"members\":" + node("/0/members", "", "\"z\":%s"));

    assertEquals(List.of(), codes(sound));
    assertEquals(List.of("V2-FORM"), codes(sound.replace("\"Stats\"", " \"Stats\"")));
    assertEquals(List.of("V2-PATH"), codes(sound.replace("\"/a\"", "\"/b\"")));
    String newer = sound.replace("\"/a\",\"CreatedIndex\":0", "\"/a\",\"CreatedIndex\":9");
    assertEquals(List.of("V2-INDEX"), codes(newer));
    assertEquals(List.of("V2-EVENTS"), codes(sound.replace("null,null]", "null]")));
    assertEquals(
        List.of("V2-MEMBER"),
        codes(store(node("/", "", member.formatted(node("/0/members/z", "", ""))))));
  }

  @Test
  void damagedJsonNeverThrowsAnythingElse() {
    byte[] good =
        store(node("/", "", "\"a\":" + node("/a", "\\u0008\\ufffd", "null")))
            .replaceAll("(null,){990}", "")
            .getBytes(StandardCharsets.UTF_8);
    var random = new Random(20261121);
    for (int round = 0; round < 30_000; round++) {
      byte[] bad = Arrays.copyOf(good, round % 4 == 0 ? random.nextInt(good.length) : good.length);
      for (int i = random.nextInt(3); i >= 0 && bad.length > 0; i--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      }
      V2Check.check(Bytes.adopt(bad).segment(), AT);
    }
  }

  private static V2Store read(String json) throws FormatException {
    return V2Store.read(Bytes.ofUtf8(json).segment(), AT);
  }

  private static List<String> codes(String json) {
    return V2Check.check(Bytes.ofUtf8(json).segment(), AT).stream().map(Finding::code).toList();
  }

  private static List<String> names(V2Node directory) {
    return directory.children().stream().map(child -> child.name().toUtf8()).toList();
  }

  private static String file(String path) {
    return node(path, "v", "null");
  }

  /** Children as text between braces, or {@code null} for a file. */
  private static String node(String path, String value, String children) {
    return "{\"Path\":\"%s\",\"CreatedIndex\":0,\"ModifiedIndex\":0,".formatted(path)
        + "\"ExpireTime\":\"0001-01-01T00:00:00Z\",\"Value\":\"%s\",".formatted(value)
        + "\"Children\":%s}".formatted(children.equals("null") ? children : "{" + children + "}");
  }

  private static String nested(int depth) {
    var head = new StringBuilder();
    for (int level = 0; level < depth; level++) {
      String open = node("/", "", "\"a\":");
      head.append(open, 0, open.length() - 2);
    }
    return head + node("/", "", "") + "}}".repeat(depth);
  }

  private static String store(String root) {
    var stats = new StringBuilder();
    for (V2Stats.Counter counter : V2Stats.Counter.values()) {
      stats.append(",\"%s\":0".formatted(counter.key()));
    }
    return "{\"Root\":"
        + root
        + ",\"WatcherHub\":{\"EventHistory\":{\"Queue\":{\"Events\":["
        + "null,".repeat(999)
        + "null],\"Size\":0,\"Front\":0,\"Back\":0,\"Capacity\":1000},"
        + "\"StartIndex\":0,\"LastIndex\":0}},\"CurrentIndex\":0,\"Stats\":{"
        + stats.substring(1)
        + "},\"CurrentVersion\":2}";
  }
}
