package io.drydock.node.config;

import java.util.Locale;
import java.util.Set;

/**
 * One of etcd's flags.
 *
 * @param name without dashes
 * @param kind of its value
 * @param byDefault its value when nobody says another
 * @param values that are allowed; empty for all of the kind
 * @param support what the node does with it
 * @param note for {@link Support#WORKS} what it is for, else why it does nothing or is refused
 */
record Flag(
    String name,
    FlagKind kind,
    String byDefault,
    Set<String> values,
    Support support,
    String note) {

  /** What the node does with a flag. */
  enum Support {
    /** What etcd does. */
    WORKS,
    /** Nothing, and a warning says why; the node works as if it had. */
    NEEDLESS,
    /** Nothing, as etcd. */
    IGNORED,
    /** Any other value than the default is refused. */
    LATER
  }

  /** The variable that sets it. */
  String variable() {
    return "ETCD_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** The same flag with these values only. */
  Flag oneOf(String... allowed) {
    return new Flag(name, kind, byDefault, Set.of(allowed), support, note);
  }
}
