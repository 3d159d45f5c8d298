package io.drydock.tools.report.page;

import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.mvcc.usage.PrefixUsage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Prefixes of keys within prefixes, with what they take.
 *
 * @param prefix that all its keys have; those of a rest have no more in common than those above it
 * @param name what to call it
 * @param liveBytes of records that make keys live
 * @param historyBytes of all other records
 * @param liveKeys how many
 * @param children within it, the largest first; empty where it is not divided
 */
record PrefixTree(
    Bytes prefix,
    String name,
    long liveBytes,
    long historyBytes,
    long liveKeys,
    List<PrefixTree> children) {

  private static final byte SLASH = '/';
  private static final Comparator<PrefixTree> LARGEST =
      Comparator.comparingLong(PrefixTree::bytes).reversed().thenComparing(PrefixTree::prefix);

  PrefixTree {
    children = List.copyOf(children);
  }

  long bytes() {
    return liveBytes + historyBytes;
  }

  /** Of all bytes; a group that has more is divided, as long as it can be. */
  private static final double LARGE = 0.4;

  /**
   * Groups that tell something: one that has a large part of all bytes is replaced by what it
   * consists of. Each is divided once more.
   *
   * @param usages by prefix, each key under one of them
   * @param most groups, and parts that a group may have; what is more is summed up
   */
  static List<PrefixTree> of(List<PrefixUsage> usages, int most) {
    long all = usages.stream().mapToLong(PrefixUsage::totalBytes).sum();
    List<PrefixTree> groups = new ArrayList<>();
    divide(usages, 1, all, groups);
    return few(groups.stream().map(group -> group.withFew(most)).toList(), most);
  }

  private static void divide(
      List<PrefixUsage> usages, int depth, long all, List<PrefixTree> groups) {
    for (Map.Entry<Bytes, List<PrefixUsage>> group : by(usages, depth).entrySet()) {
      List<PrefixTree> parts = new ArrayList<>();
      by(group.getValue(), depth + 1)
          .forEach((prefix, in) -> parts.add(sum(prefix, in, List.of())));
      PrefixTree tree = sum(group.getKey(), group.getValue(), parts.size() > 1 ? parts : List.of());
      boolean isDeeper = depth < deepest(group.getValue());
      if (isDeeper && tree.bytes() > LARGE * all) {
        divide(group.getValue(), depth + 1, all, groups);
      } else {
        groups.add(tree);
      }
    }
  }

  private PrefixTree withFew(int most) {
    return new PrefixTree(prefix, name, liveBytes, historyBytes, liveKeys, few(children, most));
  }

  private static int deepest(List<PrefixUsage> usages) {
    return usages.stream().mapToInt(usage -> parts(usage.prefix())).max().orElse(0);
  }

  /** A slash that begins the key is free. */
  private static int parts(Bytes prefix) {
    int parts = 0;
    for (int i = 1; i < prefix.length(); i++) {
      parts += prefix.at(i) == SLASH ? 1 : 0;
    }
    return parts;
  }

  private static Map<Bytes, List<PrefixUsage>> by(List<PrefixUsage> usages, int depth) {
    var groups = new TreeMap<Bytes, List<PrefixUsage>>();
    for (PrefixUsage usage : usages) {
      groups.computeIfAbsent(cut(usage.prefix(), depth), _ -> new ArrayList<>()).add(usage);
    }
    return groups;
  }

  private static Bytes cut(Bytes prefix, int depth) {
    int left = depth;
    for (int i = 1; i < prefix.length(); i++) {
      if (prefix.at(i) == SLASH && --left == 0) {
        return prefix.slice(0, i + 1);
      }
    }
    return prefix;
  }

  private static PrefixTree sum(Bytes prefix, List<PrefixUsage> in, List<PrefixTree> children) {
    return new PrefixTree(
        prefix,
        Names.prefix(prefix),
        in.stream().mapToLong(PrefixUsage::liveBytes).sum(),
        in.stream().mapToLong(PrefixUsage::historyBytes).sum(),
        in.stream().mapToLong(PrefixUsage::liveKeys).sum(),
        children);
  }

  private static List<PrefixTree> few(List<PrefixTree> all, int most) {
    List<PrefixTree> sorted = all.stream().sorted(LARGEST).toList();
    if (sorted.size() <= most) {
      return sorted;
    }
    List<PrefixTree> few = new ArrayList<>(sorted.subList(0, most - 1));
    List<PrefixTree> rest = sorted.subList(most - 1, sorted.size());
    few.add(
        new PrefixTree(
            Bytes.EMPTY,
            rest.size() + " more",
            rest.stream().mapToLong(PrefixTree::liveBytes).sum(),
            rest.stream().mapToLong(PrefixTree::historyBytes).sum(),
            rest.stream().mapToLong(PrefixTree::liveKeys).sum(),
            List.of()));
    return few;
  }
}
