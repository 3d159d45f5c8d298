package io.drydock.tools.output;

import io.drydock.formats.Finding;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The two faces of findings, the same in every command. */
public final class Findings {

  private static final int HANGING = "warning  ".length();

  private Findings() {}

  /** Worst first; of the same severity in the order in which they were found. */
  public static List<Finding> worstFirst(List<Finding> findings) {
    return findings.stream().sorted(Comparator.comparing(Finding::severity).reversed()).toList();
  }

  /** For tables. */
  public static List<Column<Finding>> columns() {
    return List.of(
        Column.left("SEVERITY", Findings::severity),
        Column.left("CODE", Finding::code),
        Column.left("FINDING", finding -> Texts.name(finding.message())),
        Column.left("PLACE", Findings::place));
  }

  /** The severity as scripts know it. */
  public static String severity(Finding finding) {
    return finding.severity().name().toLowerCase(Locale.ROOT);
  }

  /** Field {@code findings}. */
  public static void json(Json json, List<Finding> findings) throws IOException {
    json.objects("findings", findings, Findings::fields);
  }

  /** The fields of one finding. */
  public static void fields(Json json, Finding finding) throws IOException {
    json.string("code", finding.code())
        .string("severity", severity(finding))
        .string("file", finding.at().file())
        .number("offset", finding.at().offset())
        .number("length", finding.at().length())
        .string("message", finding.message());
  }

  /** One line each; nothing without findings. */
  public static void page(Page page, List<Finding> findings) {
    if (!findings.isEmpty()) {
      page.line("");
    }
    for (Finding finding : findings) {
      draw(page, finding);
    }
  }

  /** One finding; where the terminal is narrow it goes on below its code. */
  public static void draw(Page page, Finding finding) {
    page.line(line(page.paint(), finding), HANGING);
  }

  /** Severity, code, sentence, place. */
  public static String line(Paint paint, Finding finding) {
    String severity =
        switch (finding.severity()) {
          case ERROR -> paint.bad("error  ");
          case WARNING -> paint.warn("warning");
          case INFO -> paint.dim("info   ");
        };
    return severity
        + "  "
        + finding.code()
        + "  "
        + Texts.name(finding.message())
        + "  "
        + paint.dim(place(finding));
  }

  /** {@code file:0xoffset+length}; a point has no length. */
  public static String place(Finding finding) {
    long length = finding.at().length();
    return Texts.name(finding.at().toString()) + (length == 0 ? "" : "+" + length);
  }
}
