package io.drydock.tools.compare;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendCursor;
import io.drydock.formats.backend.BackendRow;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.backend.RowReader;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.authpb.User;
import java.util.Optional;

/**
 * One part of two databases, row by row. What is stored of a lease's remaining time does not count:
 * releases differ in whether they keep it. Nor does the hash of a password: servers of 3.4 make it
 * each with a salt of its own; a change of the password counts up the revision of auth as well.
 *
 * @param part which
 * @param same rows that both have
 * @param onlyFirst rows that only the first one has
 * @param onlySecond rows that only the second one has
 * @param other rows of the same name that say something else
 */
public record PartComparison(Part part, long same, long onlyFirst, long onlySecond, long other) {

  /**
   * Compares, whatever the rows are: one that is damaged is the same as its like byte for byte.
   *
   * @throws FormatException when a tree is damaged
   */
  public static PartComparison of(Part part, BackendView first, BackendView second)
      throws FormatException {
    var merge = new Merge();
    for (Bucket bucket : part.buckets()) {
      merge.run(bucket, first, second);
    }
    return new PartComparison(part, merge.same, merge.onlyFirst, merge.onlySecond, merge.other);
  }

  /** False when they differ. */
  public boolean isSame() {
    return onlyFirst + onlySecond + other == 0;
  }

  private static final class Merge {
    private long same;
    private long onlyFirst;
    private long onlySecond;
    private long other;

    void run(Bucket bucket, BackendView first, BackendView second) throws FormatException {
      BackendCursor one = first.cursor(bucket);
      BackendCursor two = second.cursor(bucket);
      boolean hasOne = one.next();
      boolean hasTwo = two.next();
      while (hasOne || hasTwo) {
        int order = !hasTwo ? -1 : !hasOne ? 1 : Bytes.copyOf(one.key()).compareTo(key(two));
        if (order < 0) {
          onlyFirst++;
        } else if (order > 0) {
          onlySecond++;
        } else if (isSame(bucket, one, two)) {
          same++;
        } else {
          other++;
        }
        hasOne = order <= 0 ? one.next() : hasOne;
        hasTwo = order >= 0 ? two.next() : hasTwo;
      }
    }

    private static Bytes key(BackendCursor cursor) {
      return Bytes.copyOf(cursor.key());
    }

    private static boolean isSame(Bucket bucket, BackendCursor one, BackendCursor two) {
      return one.value().mismatch(two.value()) < 0
          || meaning(bucket, one).isPresent() && meaning(bucket, one).equals(meaning(bucket, two));
    }

    private static Optional<BackendRow> meaning(Bucket bucket, BackendCursor at) {
      try {
        return Optional.of(
            switch (RowReader.row(bucket, at).value()) {
              case BackendRow.Lease(long id, long ttl, long _) -> new BackendRow.Lease(id, ttl, 0);
              case BackendRow.AuthUser(User user) ->
                  new BackendRow.AuthUser(user.toBuilder().clearPassword().build());
              case BackendRow row -> row;
            });
      } catch (CorruptFileException damaged) {
        return Optional.empty();
      }
    }
  }
}
