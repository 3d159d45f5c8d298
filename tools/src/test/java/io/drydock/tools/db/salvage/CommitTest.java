package io.drydock.tools.db.salvage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.backend.Bucket;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bolt.LeafElement;
import io.drydock.formats.bolt.salvage.KeySpan;
import io.drydock.formats.bolt.salvage.TreeSalvage;
import io.drydock.formats.bytes.ByteSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CommitTest {

  /** A tree before has a leaf of bucket key, so that the bucket goes without it, each time. */
  @Test
  void goingOverABucketAgainMeetsTheSameRows() throws Exception {
    byte[] broken = SalvageTest.kept("etcd-3.6.14-single");
    var pages = new DbPages(broken.clone());
    int[] leaves = pages.children(pages.keyRoot());
    ByteBuffer.wrap(broken)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(pages.bucketHeader("auth"), leaves[leaves.length / 2]);
    BoltFile file = BoltFile.open(ByteSource.of("db", broken));
    Commit commit = Commit.of(new Commit.Origin("meta", true), file, file.pageCount() + 1);
    assertFalse(commit.holes(Bucket.KEY.bucketName()).isEmpty());
    var rows = new AtomicLong();
    commit.rows(
        Bucket.KEY.bucketName(),
        new TreeSalvage.Visitor<RuntimeException>() {
          @Override
          public void row(LeafElement element) {
            rows.incrementAndGet();
          }

          @Override
          public void hole(KeySpan span, CorruptFileException cause) {
            assertFalse(span.isEmpty());
          }
        });
    assertEquals(commit.keyRows(), rows.get());
  }
}
