package io.drydock.tools.report.page;

import io.drydock.formats.mvcc.usage.KeySpaceUsage;
import io.drydock.tools.db.usage.SizeForecast;
import io.drydock.tools.fsck.examine.Examination;
import io.drydock.tools.member.MemberFacts;
import io.drydock.tools.wal.LogSummary;
import io.drydock.tools.wal.stats.LogStats;
import io.drydock.tools.wal.stats.LogTimeline;
import java.util.Optional;

/**
 * One member.
 *
 * @param title short, and different from those of the others
 * @param examination what {@code fsck} says
 * @param facts what {@code inspect} says
 * @param log empty where there is none
 * @param database empty where it cannot be read; a finding tells why
 */
public record MemberPart(
    String title,
    Examination examination,
    MemberFacts facts,
    Optional<Log> log,
    Optional<Database> database) {

  /**
   * The log.
   *
   * @param summary by segment
   * @param stats by key and request
   * @param timeline by raft index
   */
  public record Log(LogSummary summary, LogStats stats, LogTimeline timeline) {}

  /**
   * The database.
   *
   * @param file where it lies
   * @param pages how its bytes are used
   * @param usage by prefix
   * @param forecast how small it could be
   */
  public record Database(String file, Pages pages, KeySpaceUsage usage, SizeForecast forecast) {}

  /**
   * How the bytes of a database are used.
   *
   * @param sizeBytes pages up to the high-water mark: what the quota is compared with
   * @param freeBytes of them in free pages
   */
  public record Pages(long sizeBytes, long freeBytes) {

    /** Records of the key space apart: trees, other buckets, room left in pages. */
    long otherBytes(KeySpaceUsage usage) {
      return Math.max(0, sizeBytes - freeBytes - usage.total().totalBytes());
    }
  }
}
