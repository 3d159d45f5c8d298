package io.drydock.node.admin.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;

/** Writes lines as JSON, or as columns with tabs between them. */
final class LineEncoder extends EncoderBase<ILoggingEvent> {
  private static final byte[] NOTHING = {};

  private final boolean isJson;

  LineEncoder(boolean isJson) {
    this.isJson = isJson;
  }

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    var line = isJson ? LogLine.json(event) : columns(event);
    return (line + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static String columns(ILoggingEvent event) {
    var line =
        String.join(
            "\t",
            LogLine.time(event),
            LogLine.level(event),
            LogLine.caller(event),
            event.getFormattedMessage());
    var facts = LogLine.facts(event);
    return facts.isEmpty() ? line : line + "\t" + facts;
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }
}
