package io.drydock.tools.fsck.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads a file of the catalogue: blocks of lines, an empty line between them.
 *
 * <pre>
 * WAL-CRC                         the code, alone on the first line of a block
 *   says   TEXT                   a message of etcd, * for any text; only of ETCD- codes, repeated
 *   codes  CODE CODE              what fsck finds when etcd says so; only of ETCD- codes
 *   cause  SENTENCE
 *   start  WORD  NOTE             starts, but, hangs or refuses; not of ETCD- codes
 *   lost   WORD  REASON           yes, no or unknown
 *   look   COMMAND                reads only; repeated
 *   run    COMMAND                makes something; repeated
 *   weak   yes                    etcd also says so without harm: what else is found comes first
 *   rejoin yes                    with sound peers: remove the member and add it again
 * # to the end of a line: a remark
 * </pre>
 */
final class CatalogueReader {

  private static final int NAME_COLUMNS = 9;

  private final String file;
  private final List<Entry> entries = new ArrayList<>();

  private CatalogueReader(String file) {
    this.file = file;
  }

  /** The entries in their order; a mistake in the file is a bug of ours. */
  static List<Entry> read(String file, List<String> lines) {
    var reader = new CatalogueReader(file);
    var block = new ArrayList<String>();
    for (String line : lines) {
      if (line.isBlank()) {
        reader.take(block);
      } else if (!line.startsWith("#")) {
        block.add(line);
      }
    }
    reader.take(block);
    return reader.entries;
  }

  private void take(List<String> block) {
    if (!block.isEmpty()) {
      entries.add(entry(block.getFirst().trim(), fields(block)));
      block.clear();
    }
  }

  private Map<String, List<String>> fields(List<String> block) {
    Map<String, List<String>> fields = new TreeMap<>();
    for (String line : block.subList(1, block.size())) {
      if (!line.startsWith("  ") || line.length() <= NAME_COLUMNS) {
        throw mistake(line);
      }
      String name = line.substring(2, NAME_COLUMNS).trim();
      fields.computeIfAbsent(name, _ -> new ArrayList<>()).add(line.substring(NAME_COLUMNS).trim());
    }
    return fields;
  }

  private Entry entry(String code, Map<String, List<String>> fields) {
    String[] start = words(fields.getOrDefault("start", List.of("starts")).getFirst());
    String[] lost = words(one(code, fields, "lost"));
    boolean isRejoin = fields.containsKey("rejoin");
    return new Entry(
        code,
        one(code, fields, "cause"),
        Start.parse(start[0]).orElseThrow(() -> mistake(code + ": start " + start[0])),
        start[1],
        new Loss(Loss.Answer.valueOf(lost[0].toUpperCase(Locale.ROOT)), lost[1]),
        new Advice(all(fields, "look"), all(fields, "run"), isRejoin),
        says(fields));
  }

  private static Entry.Says says(Map<String, List<String>> fields) {
    return new Entry.Says(
        all(fields, "says").stream().map(Wording::of).toList(),
        fields.containsKey("weak"),
        all(fields, "codes").stream().flatMap(line -> Stream.of(line.split(" +"))).toList());
  }

  private static String[] words(String line) {
    String[] parts = line.split(" +", 2);
    return new String[] {parts[0], parts.length > 1 ? parts[1] : ""};
  }

  private String one(String code, Map<String, List<String>> fields, String name) {
    List<String> values = all(fields, name);
    if (values.size() != 1) {
      throw mistake(code + ": " + values.size() + " times " + name);
    }
    return values.getFirst();
  }

  private static List<String> all(Map<String, List<String>> fields, String name) {
    return fields.getOrDefault(name, List.of());
  }

  private IllegalStateException mistake(String what) {
    return new IllegalStateException(file + ": " + what);
  }
}
