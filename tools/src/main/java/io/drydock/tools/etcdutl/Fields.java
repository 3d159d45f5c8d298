package io.drydock.tools.etcdutl;

import java.util.LinkedHashMap;
import java.util.Map;

/** Fields of a log line, in order. */
final class Fields {

  private Fields() {}

  /** Names and values in turn. */
  static Map<String, Object> of(Object... namesAndValues) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put(namesAndValues[i].toString(), namesAndValues[i + 1]);
    }
    return fields;
  }
}
