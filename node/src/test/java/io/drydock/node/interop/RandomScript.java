package io.drydock.node.interop;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Lines of a script, drawn at random over few keys and leases, so that they meet each other. */
final class RandomScript {

  private static final List<String> TARGETS = List.of("VERSION", "CREATE", "MOD", "VALUE", "LEASE");
  private static final List<String> RESULTS = List.of("EQUAL", "GREATER", "LESS", "NOT_EQUAL");
  private static final List<String> ORDERS = List.of("NONE", "ASCEND", "DESCEND");
  private static final List<String> SORTS = List.of("KEY", "VERSION", "CREATE", "MOD", "VALUE");
  private static final int KEYS = 6;
  private static final int LEASES = 3;

  private final RandomGenerator random;
  private int values;

  RandomScript(RandomGenerator random) {
    this.random = random;
  }

  /** So many lines, and a look at everything behind them. */
  List<String> lines(int count) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lines.add(line());
    }
    lines.add("KV.Range key: \"\\x00\" range_end: \"\\x00\"");
    lines.add("Lease.LeaseTimeToLive ID: 1 keys: true");
    lines.add("Maintenance.HashKV");
    return lines;
  }

  private String line() {
    return switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4 -> "KV.Put " + put();
      case 5, 6 -> "KV.DeleteRange " + delete();
      case 7, 8, 9, 10 -> "KV.Range " + range();
      case 11, 12, 13, 14 -> "KV.Txn " + txn(2);
      // Not 0: HashKV of the newest would be answered with the hash that was taken then.
      case 15 -> "KV.Compact revision: " + (1 + random.nextInt(60)) + " physical: true";
      case 16 -> "Lease.LeaseGrant TTL: 1000 ID: " + lease();
      case 17 -> "Lease.LeaseRevoke ID: " + lease();
      case 18 -> "Lease.LeaseTimeToLive ID: " + lease() + " keys: true";
      default -> "Maintenance.HashKV";
    };
  }

  private String put() {
    String request = "key: " + key();
    int kind = random.nextInt(12);
    if (kind == 0) {
      request += " ignore_value: true";
    } else {
      request += " value: \"v" + values++ % 7 + "\"";
    }
    if (kind == 1) {
      request += " ignore_lease: true";
    } else if (kind < 5) {
      request += " lease: " + lease();
    }
    return random.nextInt(3) == 0 ? request + " prev_kv: true" : request;
  }

  private String delete() {
    return random.nextBoolean() ? range(" prev_kv: true") : range("");
  }

  private String range() {
    String request = range("");
    if (random.nextInt(3) == 0) {
      request += " revision: " + random.nextInt(60);
    }
    if (random.nextInt(3) == 0) {
      request += " limit: " + random.nextInt(4);
    }
    if (random.nextInt(2) == 0) {
      request += " sort_order: " + any(ORDERS) + " sort_target: " + any(SORTS);
    }
    if (random.nextInt(4) == 0) {
      request += " min_mod_revision: " + random.nextInt(60);
    }
    if (random.nextInt(4) == 0) {
      request += " max_create_revision: " + random.nextInt(60);
    }
    return random.nextInt(5) == 0 ? request + " count_only: true" : request;
  }

  private String range(String more) {
    String request = "key: " + key();
    return switch (random.nextInt(4)) {
      case 0 -> request + " range_end: " + key() + more;
      case 1 -> request + " range_end: \"\\x00\"" + more;
      default -> request + more;
    };
  }

  private String txn(int depth) {
    var request = new StringBuilder();
    for (int i = random.nextInt(3); i > 0; i--) {
      request.append("compare { ").append(compare()).append(" } ");
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      request.append("success { ").append(op(depth)).append(" } ");
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      request.append("failure { ").append(op(depth)).append(" } ");
    }
    return request.toString();
  }

  private String compare() {
    String target = any(TARGETS);
    String value =
        switch (target) {
          case "VERSION" -> "version: " + random.nextInt(3);
          case "CREATE" -> "create_revision: " + random.nextInt(40);
          case "MOD" -> "mod_revision: " + random.nextInt(40);
          case "VALUE" -> "value: \"v" + random.nextInt(7) + "\"";
          default -> "lease: " + lease();
        };
    return range("") + " target: " + target + " result: " + any(RESULTS) + " " + value;
  }

  private String op(int depth) {
    return switch (random.nextInt(depth > 0 ? 7 : 6)) {
      case 0, 1, 2 -> "request_put { " + put() + " }";
      case 3, 4 -> "request_range { " + range() + " }";
      case 5 -> "request_delete_range { " + delete() + " }";
      default -> "request_txn { " + txn(depth - 1) + " }";
    };
  }

  private String key() {
    return "\"k" + random.nextInt(KEYS) + "\"";
  }

  private int lease() {
    return 1 + random.nextInt(LEASES);
  }

  private String any(List<String> words) {
    return words.get(random.nextInt(words.size()));
  }
}
