package io.drydock.tools.snapshot.keep;

import io.drydock.tools.UsageException;
import picocli.CommandLine.Option;

/** Which old backups stay, on the command line. */
public final class KeepOptions {

  @Option(
      names = "--keep",
      paramLabel = "N",
      defaultValue = "0",
      description = "of this cluster's backups in FILE's folder keep the last N, remove older ones")
  private int last;

  @Option(
      names = "--keep-daily",
      paramLabel = "N",
      defaultValue = "0",
      description = "and the newest of each of the last N days (UTC) that have one")
  private int daily;

  @Option(
      names = "--keep-weekly",
      paramLabel = "N",
      defaultValue = "0",
      description = "and of each of the last N weeks")
  private int weekly;

  @Option(
      names = "--keep-monthly",
      paramLabel = "N",
      defaultValue = "0",
      description = "and of each of the last N months")
  private int monthly;

  /**
   * The rules.
   *
   * @throws UsageException when a number is negative
   */
  public RetentionPolicy policy() {
    for (int number : new int[] {last, daily, weekly, monthly}) {
      if (number < 0) {
        throw new UsageException("--keep…: a number is 1 or more, found " + number);
      }
    }
    return new RetentionPolicy(last, daily, weekly, monthly);
  }
}
