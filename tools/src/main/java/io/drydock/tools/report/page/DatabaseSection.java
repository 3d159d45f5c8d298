package io.drydock.tools.report.page;

import io.drydock.formats.mvcc.usage.KeyUsage;
import io.drydock.tools.output.Texts;
import io.drydock.tools.report.page.MemberPart.Database;
import java.util.List;
import java.util.Optional;

/** What fills the databases, and how small they could be. */
record DatabaseSection(List<MemberPart> members) {

  private static final int ROWS = 12;

  void draw(Html html) {
    html.open("section", "id", "database").leaf("h2", "What fills the database").line();
    html.leaf(
        "p",
        "Areas are bytes in the file. Hatched: history, which a compaction takes away. Grey: pages"
            + " without keys. Each box tells more when it is pointed at.");
    boolean isFirst = true;
    for (MemberPart member : members) {
      if (members.size() > 1) {
        String open = isFirst ? "open" : "";
        if (open.isEmpty()) {
          html.open("details");
        } else {
          html.open("details", "open", "");
        }
        html.leaf("summary", member.title() + summary(member.database()));
      }
      if (member.database().isPresent()) {
        database(html, member.database().get(), members.indexOf(member));
      } else {
        html.leaf("p", "It cannot be read; the findings tell why.", "class", "none");
      }
      if (members.size() > 1) {
        html.close().line();
      }
      isFirst = false;
    }
    html.close().line();
  }

  private static String summary(Optional<Database> database) {
    return database.map(read -> ": " + Texts.bytes(read.pages().sizeBytes())).orElse("");
  }

  private static void database(Html html, Database database, int ordinal) {
    long size = database.pages().sizeBytes();
    html.open("p")
        .leaf("b", Texts.bytes(size))
        .text(", of these " + Texts.bytes(database.pages().freeBytes()) + " in free pages. ")
        .text("A defragmentation would make it ")
        .leaf("b", Texts.bytes(database.forecast().afterDefrag()))
        .text(", a compaction at the newest revision before that ")
        .leaf("b", Texts.bytes(database.forecast().afterCompaction()))
        .text(".")
        .close()
        .line();
    html.open("div", "class", "on-wide");
    new TreemapDrawing(1000, 400).draw(html, database, "old-wide-" + ordinal);
    html.close().open("div", "class", "on-narrow");
    new TreemapDrawing(360, 460).draw(html, database, "old-narrow-" + ordinal);
    html.close();
    html.open("div", "class", "pair");
    prefixes(html, database);
    largest(html, database);
    html.close();
  }

  private static void prefixes(Html html, Database database) {
    List<PrefixTree> rows = PrefixTree.of(database.usage().prefixes(), ROWS);
    long most = rows.stream().mapToLong(PrefixTree::bytes).max().orElse(1);
    var table =
        new BarTable<PrefixTree>("By prefix", List.of("Prefix", "Live", "History"))
            .with(rows, PrefixTree::bytes, most);
    table.draw(
        html,
        row -> List.of(row.name(), Texts.bytes(row.liveBytes()), Texts.bytes(row.historyBytes())));
  }

  private static void largest(Html html, Database database) {
    List<KeyUsage> rows = database.usage().topKeys();
    long most = rows.stream().mapToLong(KeyUsage::bytes).max().orElse(1);
    new BarTable<KeyUsage>("Largest keys", List.of("Key", "Records", "Bytes"))
        .with(rows, KeyUsage::bytes, most)
        .draw(
            html,
            row ->
                List.of(
                    Names.key(row.key()) + (row.isAlive() ? "" : " (deleted)"),
                    Texts.count(row.records()),
                    Texts.bytes(row.bytes())));
  }
}
