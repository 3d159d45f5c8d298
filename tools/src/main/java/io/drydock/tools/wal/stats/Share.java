package io.drydock.tools.wal.stats;

import io.drydock.tools.output.Column;
import io.drydock.tools.output.Texts;
import java.util.List;

/**
 * One line of a list of parts.
 *
 * @param name of the part
 * @param count of things in it
 * @param bytes of them
 * @param share bytes in all parts together
 * @param most bytes of the biggest part
 */
record Share(String name, String count, long bytes, long share, long most) {

  static List<Column<Share>> columns(String title) {
    return List.of(
        Column.left(title, Share::name),
        Column.right("COUNT", Share::count),
        Column.right("BYTES", each -> Texts.bytes(each.bytes())),
        Column.right("SHARE", each -> Texts.share(each.bytes(), each.share())),
        Column.bar(Share::ofMost));
  }

  private double ofMost() {
    return most == 0 ? 0 : (double) bytes / most;
  }
}
