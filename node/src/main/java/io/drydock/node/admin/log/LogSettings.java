package io.drydock.node.admin.log;

import java.util.List;
import java.util.Optional;

/**
 * What is told, and where.
 *
 * @param level {@code debug}, {@code info}, {@code warn}, {@code error}, {@code panic} or {@code
 *     fatal}
 * @param outputs {@code stdout}, {@code stderr} or paths of files
 * @param isJson one document a line; else columns for people
 * @param rotation of the one file; empty for none
 */
public record LogSettings(
    String level, List<String> outputs, boolean isJson, Optional<Rotation> rotation) {

  /**
   * When a log file is put aside.
   *
   * @param maxMegabytes of a file
   * @param maxDays that old ones are kept; 0 for ever
   * @param maxFiles of old ones; 0 for all
   * @param compress whether old ones are compressed
   */
  public record Rotation(int maxMegabytes, int maxDays, int maxFiles, boolean compress) {}
}
