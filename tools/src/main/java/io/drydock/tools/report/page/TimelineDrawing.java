package io.drydock.tools.report.page;

import io.drydock.formats.wal.WalSegment;
import io.drydock.tools.fsck.examine.Examination;
import io.drydock.tools.output.Texts;
import io.drydock.tools.wal.SegmentSummary;
import io.drydock.tools.wal.stats.LogTimeline.Slice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The logs of all members along one scale of raft indexes: bars are bytes, bands are terms, ticks
 * are segments, lines are how far the member is.
 *
 * @param width of the drawing in its units
 * @param scale that all members share
 */
record TimelineDrawing(int width, Scale scale) {

  private static final double MARGIN = 8;
  private static final double LETTER = 6.7;
  private static final double LANE = 16;
  private static final double BARS = 72;
  private static final double BAND = 16;
  private static final double TICKS = 18;

  /**
   * The indexes that are drawn, and the bytes that make the highest bar.
   *
   * @param from the first index
   * @param to the last one
   * @param most bytes of an index in a slice, in the mean
   */
  record Scale(long from, long to, double most) {

    /** Over the logs of all members; only where one has an entry. */
    static Scale of(List<MemberPart.Log> logs) {
      long from = Long.MAX_VALUE;
      long to = 1;
      double most = 0;
      for (MemberPart.Log log : logs) {
        long width = log.timeline().width();
        for (Map.Entry<Long, Slice> slice : log.timeline().slices().entrySet()) {
          from = Math.min(from, slice.getKey());
          to = Math.max(to, slice.getKey() + width - 1);
          most = Math.max(most, (double) slice.getValue().bytes() / width);
        }
      }
      return new Scale(Math.min(from, to), to, Math.max(most, 1));
    }
  }

  /** How far something of the member is. */
  private record Mark(String name, long index, String style) {}

  private double x(long index) {
    double span = Math.max(1, scale.to() - scale.from() + 1.0);
    double inside = Math.clamp((index - scale.from()) / span, 0, 1);
    return MARGIN + inside * (width - 2 * MARGIN);
  }

  void draw(Html html, MemberPart member, MemberPart.Log log) {
    List<Mark> marks = marks(member.examination(), log);
    double top = LANE * lanes(marks) + 4;
    double height = top + BARS + BAND + TICKS;
    html.open(
        "svg",
        "viewBox",
        "0 0 " + width + " " + Box.number(height),
        "role",
        "img",
        "aria-label",
        "The log of " + member.title() + " by raft index",
        "class",
        "timeline");
    html.empty(
        "rect",
        "x",
        Box.number(MARGIN),
        "y",
        Box.number(top),
        "width",
        Box.number(width - 2 * MARGIN),
        "height",
        Box.number(BARS),
        "class",
        "ground");
    terms(html, log, top + BARS);
    bars(html, log, top);
    segments(html, log, top);
    marks(html, marks, top);
    html.close().line();
  }

  private void bars(Html html, MemberPart.Log log, double top) {
    long wide = log.timeline().width();
    for (Map.Entry<Long, Slice> each : log.timeline().slices().entrySet()) {
      Slice slice = each.getValue();
      double left = x(each.getKey());
      double right = x(each.getKey() + wide);
      double mean = (double) slice.bytes() / wide;
      double high = Math.max(1, BARS * Math.log1p(mean) / Math.log1p(scale.most()));
      html.open(
          "rect",
          "x",
          Box.number(left),
          "y",
          Box.number(top + BARS - high),
          "width",
          Box.number(Math.max(0.6, right - left - (right - left > 3 ? 0.6 : 0))),
          "height",
          Box.number(high),
          "class",
          "bar");
      html.leaf(
          "title",
          "index "
              + Long.toUnsignedString(each.getKey())
              + " to "
              + Long.toUnsignedString(each.getKey() + wide - 1)
              + ": "
              + entries(slice.entries())
              + ", "
              + Texts.bytes(slice.bytes())
              + ", "
              + terms(slice.lowestTerm(), slice.highestTerm()));
      html.close();
    }
  }

  private static String entries(long count) {
    return Texts.count(count) + (count == 1 ? " entry" : " entries");
  }

  private static String terms(long lowest, long highest) {
    return lowest == highest
        ? "term " + Long.toUnsignedString(lowest)
        : "terms " + Long.toUnsignedString(lowest) + " to " + Long.toUnsignedString(highest);
  }

  /** One band for each run of slices of the same term. */
  private void terms(Html html, MemberPart.Log log, double top) {
    long wide = log.timeline().width();
    long from = -1;
    long term = -1;
    long end = -1;
    int ordinal = 0;
    for (Map.Entry<Long, Slice> each : log.timeline().slices().entrySet()) {
      long newest = each.getValue().highestTerm();
      if (newest != term && term >= 0) {
        band(html, ordinal++, term, new Box(x(from), top, x(each.getKey()) - x(from), BAND));
      }
      if (newest != term) {
        from = each.getKey();
        term = newest;
      }
      end = each.getKey() + wide;
    }
    if (term >= 0) {
      band(html, ordinal, term, new Box(x(from), top, x(end) - x(from), BAND));
    }
  }

  private static void band(Html html, int ordinal, long term, Box box) {
    String text = "term " + Long.toUnsignedString(term);
    html.open("g").leaf("title", text);
    html.empty(
        "rect",
        "x",
        Box.number(box.x()),
        "y",
        Box.number(box.y()),
        "width",
        Box.number(Math.max(0.6, box.width())),
        "height",
        Box.number(box.height()),
        "class",
        ordinal % 2 == 0 ? "term even" : "term odd");
    boolean fits = box.width() > text.length() * LETTER + 6;
    boolean isNumberFitting = box.width() > (text.length() - 5) * LETTER + 6;
    if (isNumberFitting) {
      html.leaf(
          "text",
          fits ? text : Long.toUnsignedString(term),
          "x",
          Box.number(box.x() + 4),
          "y",
          Box.number(box.y() + BAND - 4),
          "class",
          "small");
    }
    html.close();
  }

  /** A tick where a segment begins, with its number where there is room. */
  private void segments(Html html, MemberPart.Log log, double top) {
    double free = 0;
    for (SegmentSummary segment : log.summary().segments()) {
      if (segment.first().isEmpty()) {
        continue;
      }
      double x = x(segment.first().get().index());
      html.empty(
          "line",
          "x1",
          Box.number(x),
          "x2",
          Box.number(x),
          "y1",
          Box.number(top + BARS),
          "y2",
          Box.number(top + BARS + BAND + 6),
          "class",
          "tick");
      String name = "segment " + number(segment.segment());
      double wide = name.length() * LETTER;
      double start = Math.min(x, width - MARGIN - wide);
      if (start >= free) {
        html.leaf(
            "text",
            name,
            "x",
            Box.number(start),
            "y",
            Box.number(top + BARS + BAND + TICKS - 3),
            "class",
            "small dim");
        free = start + wide + 8;
      }
    }
  }

  static String number(WalSegment segment) {
    return Long.toUnsignedString(segment.name().sequence());
  }

  private static List<Mark> marks(Examination member, MemberPart.Log log) {
    var progress = member.identity().progress();
    List<Mark> marks = new ArrayList<>();
    log.summary()
        .replay()
        .newestSnapshot()
        .ifPresent(
            snapshot -> marks.add(new Mark("snapshot", snapshot.position().index(), "snapshot")));
    if (progress.applied() > 0) {
      marks.add(new Mark("db has applied", progress.applied(), "applied"));
    }
    if (progress.commit() > 0) {
      marks.add(new Mark("committed", progress.commit(), "commit"));
    }
    log.timeline()
        .damages()
        .forEach(index -> marks.add(new Mark("damaged behind", Math.max(index, 1), "damage")));
    marks.removeIf(mark -> mark.index() <= 0);
    marks.sort(Comparator.comparingLong(Mark::index));
    return marks;
  }

  private static int lanes(List<Mark> marks) {
    return Math.max(1, marks.size());
  }

  /** A mark with the side of its line that its text stands on. */
  private record Flag(Mark mark, String text, double x, boolean isLeft) {}

  /** To the left where there is no room to the right, or the line of such a one is in the way. */
  private List<Flag> flags(List<Mark> marks) {
    List<Flag> left = new ArrayList<>();
    List<Flag> right = new ArrayList<>();
    double limit = width;
    for (Mark mark : marks.reversed()) {
      double x = x(mark.index());
      String text = mark.name() + " " + Long.toUnsignedString(mark.index());
      if (x + text.length() * LETTER + 8 > limit) {
        left.add(new Flag(mark, text, x, true));
        limit = x;
      } else {
        right.addFirst(new Flag(mark, text, x, false));
      }
    }
    left.addAll(right);
    return left;
  }

  /** One lane a flag, in such an order that no line crosses a text. */
  private void marks(Html html, List<Mark> marks, double top) {
    double y = LANE - 4;
    for (Flag flag : flags(marks)) {
      html.open("g", "class", "mark " + flag.mark().style())
          .empty(
              "line",
              "x1",
              Box.number(flag.x()),
              "x2",
              Box.number(flag.x()),
              "y1",
              Box.number(y - 9),
              "y2",
              Box.number(top + BARS))
          .leaf(
              "text",
              flag.text(),
              "x",
              Box.number(flag.isLeft() ? flag.x() - 5 : flag.x() + 5),
              "y",
              Box.number(y),
              "text-anchor",
              flag.isLeft() ? "end" : "start")
          .close();
      y += LANE;
    }
  }
}
