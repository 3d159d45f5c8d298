package io.drydock.tools.wal.request;

import io.drydock.formats.request.EntryPayload;
import io.drydock.formats.request.RequestKind;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The data of an entry as one line, such as {@code put key="foo" value="bar" (3 B) lease=32}.
 *
 * <p>The ids by which servers find their requests again are left out; the JSON has them.
 */
public final class RequestText {

  private final int valueBytes;
  private final boolean showSecrets;

  /**
   * With these settings.
   *
   * @param valueBytes how much of a value is shown
   * @param showSecrets whether secrets are shown, and not only their sizes
   */
  public RequestText(int valueBytes, boolean showSecrets) {
    this.valueBytes = valueBytes;
    this.showSecrets = showSecrets;
  }

  /** The line, without an end of line. */
  public String of(RequestKind kind, EntryPayload payload) {
    var text = new StringBuilder();
    try {
      new RequestWalk(new TextFields(text, valueBytes), showSecrets).write(kind, payload);
    } catch (IOException impossible) {
      throw new UncheckedIOException("writing to memory", impossible);
    }
    return text.isEmpty() ? kind.label() : text.toString();
  }
}
