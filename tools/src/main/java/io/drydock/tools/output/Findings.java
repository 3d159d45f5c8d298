package io.drydock.tools.output;

import io.drydock.formats.Finding;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** The two faces of findings, the same in every command. */
public final class Findings {

  private Findings() {}

  /** Field {@code findings}. */
  public static void json(Json json, List<Finding> findings) throws IOException {
    json.objects("findings", findings, Findings::fields);
  }

  /** The fields of one finding. */
  public static void fields(Json json, Finding finding) throws IOException {
    json.string("code", finding.code())
        .string("severity", finding.severity().name().toLowerCase(Locale.ROOT))
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
      page.line(line(page.paint(), finding));
    }
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
        + finding.message()
        + "  "
        + paint.dim(finding.at().toString());
  }
}
