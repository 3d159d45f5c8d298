package io.drydock.node.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import io.drydock.node.admin.log.LogSettings;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Reads {@code log-rotation-config-json}. */
final class LogRotation {
  private LogRotation() {}

  static Optional<LogSettings.Rotation> of(FlagValues values, List<String> outputs)
      throws ConfigException {
    if (!values.bool("enable-log-rotation")) {
      return Optional.empty();
    }
    long files =
        outputs.stream().filter(each -> !each.equals("stdout") && !each.equals("stderr")).count();
    if (files != 1) {
      throw ConfigException.refused("--enable-log-rotation needs one file in --log-outputs");
    }
    int megabytes = 100;
    int days = 0;
    int backups = 0;
    boolean compress = false;
    try (var parser = new JsonFactory().createParser(values.text("log-rotation-config-json"))) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        var name = parser.currentName();
        parser.nextToken();
        switch (name) {
          case "maxsize" -> megabytes = parser.getIntValue();
          case "maxage" -> days = parser.getIntValue();
          case "maxbackups" -> backups = parser.getIntValue();
          case "compress" -> compress = parser.getBooleanValue();
          default -> parser.skipChildren();
        }
      }
    } catch (IOException e) {
      throw ConfigException.refused("invalid log rotation config: " + e.getMessage());
    }
    return Optional.of(
        new LogSettings.Rotation(megabytes == 0 ? 100 : megabytes, days, backups, compress));
  }
}
