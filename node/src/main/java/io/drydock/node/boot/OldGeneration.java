package io.drydock.node.boot;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryNotificationInfo;
import java.lang.management.MemoryPoolMXBean;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the heap in proportion to what lives in it: what has grown old is collected once it has
 * doubled since the last time.
 *
 * <p>The serial collector would let it grow to the limit of the heap first, which is large so that
 * the index of any number of keys fits. What grows old is mostly nodes of that index that later
 * writes have replaced, some 270 bytes a put to one of a million keys; so a collection, a tenth of
 * a second for a million keys, comes after half a million such puts. Other collectors see to this
 * themselves, and are left alone.
 *
 * <p>When what lives comes near the limit, the log says so: beyond it the JVM collects without end.
 */
public final class OldGeneration {
  private static final Logger LOG = LoggerFactory.getLogger(OldGeneration.class);

  private static final String SERIAL = "Tenured Gen";
  private static final long MIN_BYTES = 64L << 20;
  private static final double NEARLY_FULL = 0.9;

  private final MemoryPoolMXBean pool;

  private OldGeneration(MemoryPoolMXBean pool) {
    this.pool = pool;
  }

  /** Begins to see to it, for as long as the process lives. */
  public static void keepSmall() {
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      if (pool.getName().equals(SERIAL)) {
        var keeper = new OldGeneration(pool);
        keeper.setThreshold();
        pool.setCollectionUsageThreshold((long) (NEARLY_FULL * pool.getUsage().getMax()));
        ((NotificationEmitter) ManagementFactory.getMemoryMXBean())
            .addNotificationListener((notice, _) -> keeper.heard(notice), null, null);
      }
    }
  }

  private void heard(Notification notice) {
    if (notice.getType().equals(MemoryNotificationInfo.MEMORY_THRESHOLD_EXCEEDED)) {
      System.gc(); // CHECKSTYLE-OFF-LINE RegexpSingleline: it is what this class is for
      setThreshold();
    } else if (notice
        .getType()
        .equals(MemoryNotificationInfo.MEMORY_COLLECTION_THRESHOLD_EXCEEDED)) {
      LOG.atError()
          .addKeyValue("used-bytes", pool.getCollectionUsage().getUsed())
          .addKeyValue("limit-bytes", pool.getCollectionUsage().getMax())
          .log("the keys nearly fill the heap: the member needs more memory, or fewer keys");
    }
  }

  private void setThreshold() {
    pool.setUsageThreshold(thresholdBytes(pool.getUsage().getUsed(), pool.getUsage().getMax()));
  }

  /**
   * When to collect next.
   *
   * @param liveBytes what was left of the last collection
   * @param maxBytes limit of the old generation, -1 without one
   */
  static long thresholdBytes(long liveBytes, long maxBytes) {
    long doubled = Math.max(MIN_BYTES, 2 * liveBytes);
    return maxBytes < 0 ? doubled : Math.min(maxBytes, doubled);
  }
}
