package io.drydock.tools.compare;

import io.drydock.formats.Located;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.mvcc.KeyRecord.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A key that is not the same in two stores.
 *
 * @param key the key
 * @param first what it is in the first store; empty when it is not alive there
 * @param second what it is in the second one
 */
public record KeyDifference(
    Bytes key, Optional<Located<Version>> first, Optional<Located<Version>> second) {

  /** What happened to the key on the way from the first store to the second. */
  public enum Change {
    /** Only the second store has it. */
    ADDED,
    /** Only the first store has it. */
    REMOVED,
    /** It has another value. */
    CHANGED,
    /** It has the same value; some of its numbers are others. */
    DRIFTED
  }

  /** A part of a key's record. */
  public enum Field {
    /** The user's value. */
    VALUE,
    /** Main revision of the first put of the generation. */
    CREATE_REVISION,
    /** Revision of the last put. */
    MOD_REVISION,
    /** Number of puts in the generation. */
    VERSION,
    /** Id of the lease. */
    LEASE
  }

  /** What happened. */
  public Change change() {
    if (first.isEmpty()) {
      return Change.ADDED;
    }
    if (second.isEmpty()) {
      return Change.REMOVED;
    }
    return fields().contains(Field.VALUE) ? Change.CHANGED : Change.DRIFTED;
  }

  /** In what two living keys differ; nothing where only one is alive. */
  public List<Field> fields() {
    List<Field> fields = new ArrayList<>();
    if (first.isPresent() && second.isPresent()) {
      Version one = first.get().value();
      Version other = second.get().value();
      add(fields, Field.VALUE, one.value().equals(other.value()));
      add(fields, Field.CREATE_REVISION, one.createRevision() == other.createRevision());
      boolean isSameRevision =
          one.revision().equals(other.revision()) && one.modRevision() == other.modRevision();
      add(fields, Field.MOD_REVISION, isSameRevision);
      add(fields, Field.VERSION, one.keyVersion() == other.keyVersion());
      add(fields, Field.LEASE, one.lease() == other.lease());
    }
    return fields;
  }

  private static void add(List<Field> fields, Field field, boolean isSame) {
    if (!isSame) {
      fields.add(field);
    }
  }
}
