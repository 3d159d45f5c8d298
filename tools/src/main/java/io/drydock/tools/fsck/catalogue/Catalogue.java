package io.drydock.tools.fsck.catalogue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All entries, and which of them a text is about. Does not change; read once. */
public final class Catalogue {

  private static final List<String> FILES =
      List.of(
          "wal.txt",
          "snap.txt",
          "db.txt",
          "store.txt",
          "member.txt",
          "peer.txt",
          "snapshot.txt",
          "etcd.txt");

  private final Map<String, Entry> byCode;

  private Catalogue(Map<String, Entry> byCode) {
    this.byCode = Collections.unmodifiableMap(byCode);
  }

  private static final class Read {
    static final Catalogue ALL = read();
  }

  /** The catalogue of this build. */
  public static Catalogue all() {
    return Read.ALL;
  }

  private static Catalogue read() {
    Map<String, Entry> byCode = new LinkedHashMap<>();
    for (String file : FILES) {
      for (Entry entry : CatalogueReader.read(file, lines(file))) {
        if (byCode.put(entry.code(), entry) != null) {
          throw new IllegalStateException(file + ": a second " + entry.code());
        }
      }
    }
    return new Catalogue(byCode);
  }

  private static List<String> lines(String file) {
    try (var in = Catalogue.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + ": not in this build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** In the order of the files: findings by what they are of, then messages of etcd. */
  public Collection<Entry> entries() {
    return byCode.values();
  }

  /** The entry of a code, in any case. */
  public Optional<Entry> entry(String code) {
    return Optional.ofNullable(byCode.get(code.trim().toUpperCase(Locale.ROOT)));
  }

  /** The entry of a code that a finding has; each has one. */
  public Entry of(String code) {
    return entry(code)
        .orElseThrow(() -> new IllegalStateException("no explanation of code " + code));
  }

  /**
   * The messages of etcd in what was pasted: lines of either log form, a panic, or a part of them.
   * Those of the last line that has any come first, because that is what etcd ended with; but what
   * etcd also says without harm comes last.
   */
  public List<Entry> messagesIn(String pasted) {
    List<String> lines = new ArrayList<>(plain(pasted).lines().toList());
    Collections.reverse(lines);
    Set<Entry> found = new LinkedHashSet<>();
    for (String line : lines) {
      byCode.values().stream()
          .filter(entry -> entry.says().wordings().stream().anyMatch(says -> says.isIn(line)))
          .forEach(found::add);
    }
    return found.stream().sorted(Comparator.comparing(entry -> entry.says().isWeak())).toList();
  }

  /** The entry that is most like a text that none matches; empty when none is at all. */
  public Optional<Entry> nearest(String text) {
    return Nearest.of(byCode.values(), plain(text));
  }

  /** JSON's quotes within quotes are those of the message. */
  private static String plain(String pasted) {
    return pasted.replace("\\\"", "\"").replace("\\n", "\n").replace("\\t", "\t");
  }
}
