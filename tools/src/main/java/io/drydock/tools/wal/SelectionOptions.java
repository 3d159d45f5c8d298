package io.drydock.tools.wal;

import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.request.KeyRange;
import io.drydock.formats.request.RequestKind;
import io.drydock.tools.UsageException;
import io.drydock.tools.wal.dump.Bounds;
import io.drydock.tools.wal.dump.Selection;
import io.drydock.tools.wal.log.RecordKind;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Which records of the log are wanted. */
final class SelectionOptions {

  @Option(
      names = "--kind",
      split = ",",
      paramLabel = "KIND",
      description = "records: metadata, entry, state, crc, snapshot, unknown; several with commas")
  private List<String> kinds = List.of();

  @Option(
      names = "--request",
      split = ",",
      paramLabel = "KIND",
      description = "entries with such a request: put, txn, lease_grant, auth_*, ...")
  private List<String> requests = List.of();

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "entries that write, read, delete or compare this key, alone or in a range")
  private Optional<String> key = Optional.empty();

  @Option(names = "--prefix", paramLabel = "PREFIX", description = "the same for keys below this")
  private Optional<String> prefix = Optional.empty();

  @Option(names = "--hex-key", description = "--key and --prefix are given in hex digits")
  private boolean isHex;

  @Option(names = "--lease", paramLabel = "ID", description = "entries that name this lease (hex)")
  private Optional<String> lease = Optional.empty();

  @Option(names = "--term", paramLabel = "A[:B]", description = "entries of these terms")
  private Optional<String> term = Optional.empty();

  @Option(names = "--index", paramLabel = "A[:B]", description = "entries with these indexes")
  private Optional<String> index = Optional.empty();

  @Option(
      names = "--rev",
      paramLabel = "A[:B]",
      description = {
        "entries that name such a revision: compactions, reads at a revision, txns that compare"
            + " one. The log does not say at which revision an entry itself was applied"
      })
  private Optional<String> revision = Optional.empty();

  /**
   * What was asked for.
   *
   * @throws UsageException when an option makes no sense
   */
  Selection selection() {
    if (key.isPresent() && prefix.isPresent()) {
      throw new UsageException("--key and --prefix: expected one of them");
    }
    Optional<KeyRange> keys =
        key.map(text -> KeyRange.single(bytes("--key", text)))
            .or(() -> prefix.map(text -> KeyRange.prefix(bytes("--prefix", text))));
    var about =
        new Selection.About(
            keys,
            lease.map(SelectionOptions::id),
            revision.map(text -> Bounds.parse("--rev", text)));
    return new Selection(
        recordKinds(), requestKinds(), bounds("--term", term), bounds("--index", index), about);
  }

  private static Bounds bounds(String option, Optional<String> text) {
    return text.map(given -> Bounds.parse(option, given)).orElse(Bounds.ALL);
  }

  private Set<RecordKind> recordKinds() {
    if (kinds.isEmpty()) {
      return EnumSet.allOf(RecordKind.class);
    }
    return kinds.stream()
        .map(word ->
            Arrays.stream(RecordKind.values())
                .filter(kind -> kind.word().equals(word))
                .findFirst()
                .orElseThrow(() -> unknown("--kind", word, words())))
        .collect(Collectors.toSet());
  }

  private static String words() {
    return Arrays.stream(RecordKind.values())
        .map(RecordKind::word)
        .collect(Collectors.joining(", "));
  }

  private Set<RequestKind> requestKinds() {
    Set<RequestKind> wanted = EnumSet.noneOf(RequestKind.class);
    for (String label : requests) {
      List<RequestKind> found =
          Arrays.stream(RequestKind.values()).filter(kind -> isNamed(kind, label)).toList();
      if (found.isEmpty()) {
        throw unknown("--request", label, labels());
      }
      wanted.addAll(found);
    }
    return wanted;
  }

  private static boolean isNamed(RequestKind kind, String label) {
    return label.endsWith("*")
        ? kind.label().startsWith(label.substring(0, label.length() - 1))
        : kind.label().equals(label);
  }

  private static String labels() {
    return Arrays.stream(RequestKind.values())
        .map(RequestKind::label)
        .collect(Collectors.joining(", "));
  }

  private static UsageException unknown(String option, String word, String known) {
    return new UsageException(option + " " + word + ": expected one of " + known);
  }

  private Bytes bytes(String option, String text) {
    if (!isHex) {
      return Bytes.ofUtf8(text);
    }
    try {
      return Bytes.adopt(HexFormat.of().parseHex(text));
    } catch (IllegalArgumentException notHex) {
      throw new UsageException(option + " " + text + ": expected pairs of hex digits (--hex-key)");
    }
  }

  private static long id(String text) {
    try {
      return Long.parseUnsignedLong(text, 16);
    } catch (NumberFormatException notHex) {
      throw new UsageException("--lease " + text + ": expected 1 to 16 hex digits");
    }
  }
}
