package io.drydock.tools.report.page;

import io.drydock.tools.output.Texts;
import io.drydock.tools.report.page.MemberPart.Database;
import io.drydock.tools.report.page.Treemap.Placed;
import java.util.ArrayList;
import java.util.List;

/**
 * What fills a database as a map: areas are bytes. Groups of prefixes have hues, history is
 * hatched, pages that no key has are grey.
 *
 * @param width of the drawing in its units
 * @param height of it
 */
record TreemapDrawing(int width, int height) {

  private static final int GROUPS = 10;
  private static final int HUES = 8;
  private static final double LETTER = 6.7;
  private static final double BIG_LETTER = 7.3;
  private static final double PADDING = 6;
  private static final double HEAD = 20;
  private static final double LINE = 15;

  /** A box of the first level: a group of prefixes, or bytes that are no records. */
  private sealed interface Area {
    long bytes();

    /** Prefixes with one beginning. */
    record Group(PrefixTree tree, int hue) implements Area {
      @Override
      public long bytes() {
        return tree.bytes();
      }
    }

    /** Pages without records of keys. */
    record Rest(String name, String why, long bytes) implements Area {}
  }

  void draw(Html html, Database database, String id) {
    String label = "Map of what fills the database of " + Texts.bytes(database.pages().sizeBytes());
    html.open(
        "svg",
        "viewBox",
        "0 0 " + width + " " + height,
        "role",
        "img",
        "aria-label",
        label,
        "class",
        "treemap");
    hatching(html, id);
    Box whole = new Box(0, 0, width, height);
    for (Placed<Area> placed : Treemap.place(areas(database), Area::bytes, whole)) {
      switch (placed.thing()) {
        case Area.Group group -> group(html, group, placed.box(), id);
        case Area.Rest rest -> rest(html, rest, placed.box());
      }
    }
    html.close().line();
  }

  private static void hatching(Html html, String id) {
    html.open("defs")
        .open(
            "pattern",
            "id",
            id,
            "width",
            "6",
            "height",
            "6",
            "patternUnits",
            "userSpaceOnUse",
            "patternTransform",
            "rotate(45)")
        .empty("rect", "width", "2.5", "height", "6", "class", "hatch")
        .close()
        .close();
  }

  private static List<Area> areas(Database database) {
    List<Area> areas = new ArrayList<>();
    List<PrefixTree> groups = PrefixTree.of(database.usage().prefixes(), GROUPS);
    for (int i = 0; i < groups.size(); i++) {
      areas.add(new Area.Group(groups.get(i), i % HUES));
    }
    database
        .usage()
        .others()
        .ifPresent(others ->
            areas.add(
                new Area.Rest(
                    "other prefixes", "too many to tell them apart", others.totalBytes())));
    areas.add(
        new Area.Rest(
            "free pages",
            "a defragmentation gives them back to the disk",
            database.pages().freeBytes()));
    areas.add(
        new Area.Rest(
            "page overhead",
            "trees, other buckets, room left in pages",
            database.pages().otherBytes(database.usage())));
    areas.sort((a, b) -> Long.compare(b.bytes(), a.bytes()));
    return areas;
  }

  private static void rest(Html html, Area.Rest rest, Box box) {
    html.open("g", "class", "cell rest");
    html.leaf("title", rest.name() + ": " + Texts.bytes(rest.bytes()) + ", " + rest.why());
    rect(html, box.inset(1), "area");
    labels(html, box, rest.name(), Texts.bytes(rest.bytes()));
    html.close();
  }

  private static void group(Html html, Area.Group group, Box box, String id) {
    PrefixTree tree = group.tree();
    html.open("g", "class", "cell hue" + group.hue());
    boolean isDivided =
        !tree.children().isEmpty() && box.width() > 60 && box.height() > HEAD + LINE;
    if (!isDivided) {
      leaf(html, tree, box.inset(1), tree.name(), id);
      html.close();
      return;
    }
    html.open("g").leaf("title", title(tree));
    rect(html, box.inset(1), "group");
    String head = tree.name() + "  " + Texts.bytes(tree.bytes());
    text(html, Names.fitting(head, box.width() - 2 * PADDING, BIG_LETTER), box, HEAD - 5, "head");
    html.close();
    Box inner = box.inset(3).below(HEAD - 3);
    for (Placed<PrefixTree> child : Treemap.place(tree.children(), PrefixTree::bytes, inner)) {
      leaf(html, child.thing(), child.box().inset(1), Names.last(child.thing().name()), id);
    }
    html.close();
  }

  private static void leaf(Html html, PrefixTree tree, Box box, String name, String id) {
    html.open("g").leaf("title", title(tree));
    rect(html, box, "area");
    double share = tree.bytes() == 0 ? 0 : (double) tree.historyBytes() / tree.bytes();
    Box old = box.below(box.height() * (1 - share));
    if (old.height() > 0.5) {
      html.empty(
          "rect",
          "x",
          Box.number(old.x()),
          "y",
          Box.number(old.y()),
          "width",
          Box.number(old.width()),
          "height",
          Box.number(old.height()),
          "fill",
          "url(#" + id + ")");
    }
    labels(html, box, name, Texts.bytes(tree.bytes()));
    html.close();
  }

  private static void rect(Html html, Box box, String name) {
    html.empty(
        "rect",
        "x",
        Box.number(box.x()),
        "y",
        Box.number(box.y()),
        "width",
        Box.number(box.width()),
        "height",
        Box.number(box.height()),
        "rx",
        "2",
        "class",
        name);
  }

  /** The name, and below it the size, as far as there is room. */
  private static void labels(Html html, Box box, String name, String size) {
    double room = box.width() - 2 * PADDING;
    if (box.height() < LINE + 3) {
      return;
    }
    boolean fits = name.length() * LETTER <= room;
    String shown = fits ? name : Names.fitting(Names.last(name), room, LETTER);
    text(html, shown, box, LINE, "name");
    if (box.height() > 2 * LINE + 4 && room >= size.length() * LETTER) {
      text(html, size, box, 2 * LINE, "size");
    }
  }

  private static void text(Html html, String text, Box box, double below, String name) {
    if (!text.isEmpty()) {
      html.leaf(
          "text",
          text,
          "x",
          Box.number(box.x() + PADDING),
          "y",
          Box.number(box.y() + below),
          "class",
          name);
    }
  }

  private static String title(PrefixTree tree) {
    return tree.name()
        + ": "
        + Texts.bytes(tree.bytes())
        + ", of these "
        + Texts.bytes(tree.historyBytes())
        + " history; "
        + Texts.count(tree.liveKeys(), "key")
        + " alive";
  }
}
