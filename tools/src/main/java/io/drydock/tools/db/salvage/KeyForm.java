package io.drydock.tools.db.salvage;

import io.drydock.formats.backend.RevisionKey;
import io.drydock.formats.bolt.LeafElement;
import io.drydock.formats.bolt.salvage.RowTest;
import io.drydock.formats.mvcc.KeyValueView;
import java.lang.foreign.MemorySegment;

/**
 * Rows of bucket {@code key}: a revision, and a message that says the same one. A tombstone says
 * none; the empty row of a restore that raised the revision has no message.
 */
final class KeyForm implements RowTest {

  private final KeyValueView message = new KeyValueView();

  @Override
  public boolean passes(LeafElement element) {
    MemorySegment key = element.key();
    if (element.isBucket()
        || element.valueBytes() > Integer.MAX_VALUE
        || !RevisionKey.isWellFormed(key, 0, key.byteSize())
        || !message.read(element.value(), 0, (int) element.valueBytes())) {
      return false;
    }
    long main = RevisionKey.main(key, 0);
    if (key.byteSize() == RevisionKey.TOMBSTONE_BYTES) {
      return message.keyLength() > 0 && message.modRevision() == 0;
    }
    boolean isBump = element.valueBytes() == 0 && RevisionKey.sub(key, 0) == 0;
    return isBump || message.keyLength() > 0 && message.modRevision() == main;
  }
}
