package io.drydock.node.rpc.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The field {@code Date}, written once a second. */
final class HttpDate {
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static volatile HttpDate current = new HttpDate(0);

  private final long second;
  private final String text;

  private HttpDate(long second) {
    this.second = second;
    this.text = FORM.format(Instant.ofEpochSecond(second));
  }

  static String now() {
    long second = System.currentTimeMillis() / 1000;
    var last = current;
    if (last.second != second) {
      last = new HttpDate(second);
      current = last;
    }
    return last.text;
  }
}
