package io.drydock.tools.member;

/** Names of numbers in etcd's messages. */
public final class Names {

  private Names() {}

  /** {@code AlarmType} of etcd's API. */
  public static String alarm(int kind) {
    return switch (kind) {
      case 0 -> "NONE";
      case 1 -> "NOSPACE";
      case 2 -> "CORRUPT";
      default -> "type " + kind;
    };
  }
}
