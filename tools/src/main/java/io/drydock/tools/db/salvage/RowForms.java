package io.drydock.tools.db.salvage;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.backend.BackendRow;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.RowDecoder;
import io.drydock.formats.bolt.BoltBucket;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bolt.LeafElement;
import io.drydock.formats.bolt.LeafPage;
import io.drydock.formats.bolt.salvage.RowTest;
import io.drydock.formats.bytes.Bytes;
import java.util.Optional;

/** How the rows of each bucket look. */
final class RowForms {

  private RowForms() {}

  /** Rows that a tree leads to: of a bucket that is not etcd's, all are. */
  static RowTest of(Bytes bucket) {
    Optional<Bucket> known = Bucket.of(bucket);
    if (known.isEmpty()) {
      return element -> !element.isBucket();
    }
    return known.get() == Bucket.KEY
        ? new KeyForm()
        : element -> decode(bucket, element).isPresent();
  }

  /** Rows of a leaf that nothing leads to: what has no known name is none. */
  static RowTest ofStray(Bytes bucket) {
    if (bucket.equals(Bucket.KEY.bucketName())) {
      return new KeyForm();
    }
    return element ->
        decode(bucket, element).filter(row -> !(row instanceof BackendRow.Unknown)).isPresent()
            && isItsOwn(bucket, element);
  }

  /** Elements of the tree of buckets. */
  static boolean isBucket(BoltFile file, LeafElement element) {
    try {
      return element.isBucket() && !BoltBucket.of(file, element).name().isEmpty();
    } catch (CorruptFileException damage) {
      return false;
    }
  }

  /** What a message of another kind would be taken for, too. */
  private static boolean isItsOwn(Bytes bucket, LeafElement element) {
    return switch (Bucket.of(bucket).orElseThrow()) {
      case ALARM -> element.valueBytes() == 0;
      case MEMBERS_REMOVED -> "removed".equals(Bytes.copyOf(element.value()).toUtf8());
      case AUTH_USERS ->
          decode(bucket, element)
              .filter(row ->
                  row instanceof BackendRow.AuthUser(var user)
                      && user.getUnknownFields().asMap().isEmpty()
                      && (user.hasOptions() || !user.getPassword().isEmpty()))
              .isPresent();
      case AUTH_ROLES ->
          decode(bucket, element)
              .filter(row ->
                  row instanceof BackendRow.AuthRole(var role)
                      && role.getUnknownFields().asMap().isEmpty())
              .isPresent();
      default -> true;
    };
  }

  private static Optional<BackendRow> decode(Bytes bucket, LeafElement element) {
    if (element.isBucket() || element.valueBytes() > Integer.MAX_VALUE) {
      return Optional.empty();
    }
    try {
      Bytes key = Bytes.copyOf(element.key());
      Bytes value = Bytes.copyOf(element.value());
      return Optional.of(RowDecoder.decode(bucket, key, value, element.at()));
    } catch (CorruptFileException damage) {
      return Optional.empty();
    }
  }

  /** The bucket that most elements of a leaf look like; empty when none looks like any. */
  static Optional<Bucket> recognise(LeafPage leaf, long ownBytes) {
    Optional<Bucket> best = Optional.empty();
    long most = 0;
    for (Bucket bucket : Bucket.values()) {
      RowTest test = within(ownBytes, ofStray(bucket.bucketName()));
      long rows = 0;
      for (int i = 0; i < leaf.count(); i++) {
        rows += leaf.soundElement(i).filter(test::passes).isPresent() ? 1 : 0;
      }
      if (rows > most) {
        most = rows;
        best = Optional.of(bucket);
      }
      if (bucket == Bucket.KEY && rows > 0) {
        return best;
      }
    }
    return best;
  }

  /** Only elements that end before this byte of their page. */
  static RowTest within(long ownBytes, RowTest test) {
    return element ->
        element.keyFrom() + element.keyBytes() + element.valueBytes() <= ownBytes
            && test.passes(element);
  }
}
