package io.drydock.tools.wal.stats;

import io.drydock.tools.output.Column;
import io.drydock.tools.output.Texts;
import java.util.ArrayList;
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

  private static final int BAR_COLUMNS = 24;

  static List<Column<Share>> columns(String title, boolean hasBars) {
    List<Column<Share>> columns = new ArrayList<>();
    columns.add(Column.left(title, Share::name));
    columns.add(Column.right("COUNT", Share::count));
    columns.add(Column.right("BYTES", each -> Texts.bytes(each.bytes())));
    columns.add(Column.right("SHARE", each -> Texts.share(each.bytes(), each.share())));
    if (hasBars) {
      columns.add(Column.left("", Share::bar));
    }
    return columns;
  }

  private String bar() {
    return most == 0 ? "" : "█".repeat((int) Math.ceilDiv(bytes * BAR_COLUMNS, most));
  }
}
