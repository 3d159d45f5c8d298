package io.drydock.tools.etcdutl;

import java.util.List;

/**
 * What a command found, before it has a form.
 *
 * @param values in order
 */
record Answer(List<Value> values) {

  Answer {
    values = List.copyOf(values);
  }

  /**
   * One value, with its names.
   *
   * @param json name in JSON
   * @param field name in the list of fields
   * @param column head of the column
   * @param number as JSON and fields have it
   * @param text as the others have it
   */
  record Value(String json, String field, String column, long number, String text) {}
}
