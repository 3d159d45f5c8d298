package io.drydock.tools.report.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** The page as a whole: head, verdict, sections, what it was made from. */
public final class IncidentPage {

  private static final String STYLE = style();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Incident incident;
  private final Html html = new Html();

  private IncidentPage(Incident incident) {
    this.incident = incident;
  }

  /** The document, in UTF-8. */
  public static String of(Incident incident) {
    return new IncidentPage(incident).draw();
  }

  private String draw() {
    var headline = Headline.of(incident);
    html.open("html", "lang", "en").line();
    head(headline);
    html.open("body").line();
    html.open("header", "class", headline.level()).open("div", "class", "wide");
    html.leaf("p", "Drydock incident report", "class", "brand");
    html.leaf("h1", headline.text());
    html.leaf("p", origin(), "class", "origin");
    new MembersSection(incident).verdicts(html);
    html.close().close().line();
    contents();
    html.open("main", "class", "wide").line();
    new FindingsSection(incident).draw(html);
    new MembersSection(incident).draw(html);
    new LogSection(incident.members()).draw(html);
    new DatabaseSection(incident.members()).draw(html);
    new TrafficSection(incident.members()).draw(html);
    html.close().line();
    footer();
    html.close().close();
    return html.toString();
  }

  private void head(Headline headline) {
    html.open("head").line();
    html.empty("meta", "charset", "utf-8").line();
    html.empty(
            "meta",
            "http-equiv",
            "Content-Security-Policy",
            "content",
            "default-src 'none'; style-src 'sha256-"
                + sha256(STYLE)
                + "'; base-uri 'none'; form-action 'none'")
        .line();
    html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1").line();
    html.empty("meta", "name", "color-scheme", "content", "light dark").line();
    html.empty("meta", "name", "referrer", "content", "no-referrer").line();
    html.leaf("title", headline.text() + " · Drydock").line();
    html.style(STYLE).line();
    html.close().line();
  }

  private String origin() {
    int members = incident.members().size();
    return (members == 1 ? "One member" : members + " members")
        + ", read "
        + TIME.format(incident.madeAt())
        + " by drydock "
        + incident.toolVersion()
        + ". Nothing was changed.";
  }

  private void contents() {
    html.open("nav", "class", "wide", "aria-label", "Sections");
    for (List<String> each :
        List.of(
            List.of("findings", "Findings"),
            List.of("members", "Members"),
            List.of("log", "Log"),
            List.of("database", "Database"),
            List.of("traffic", "Writes"))) {
      html.leaf("a", each.getLast(), "href", "#" + each.getFirst());
    }
    html.close().line();
  }

  private void footer() {
    html.open("footer", "class", "wide");
    html.leaf("h2", "About this page");
    html.leaf(
        "p",
        "In it are: names of keys and prefixes, sizes, revisions, names, ids and addresses of"
            + " members, paths of files. Left out are: all values, users, passwords and tokens.");
    html.leaf(
        "p",
        "It is one file without scripts, and fetches nothing. Times are those of its making; the"
            + " files of etcd carry none.");
    html.open("ul", "class", "files");
    for (MemberPart member : incident.members()) {
      html.open("li").leaf("b", member.title()).text(" ");
      html.leaf("code", member.examination().directory());
      html.close();
    }
    html.close().close().line();
  }

  private static String style() {
    try (InputStream in = IncidentPage.class.getResourceAsStream("page.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String sha256(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException everyPlatformHasIt) {
      throw new IllegalStateException(everyPlatformHasIt);
    }
  }
}
