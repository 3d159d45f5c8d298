package io.drydock.tools.db.command;

import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.request.Redaction;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Texts;
import java.io.IOException;

/**
 * Shows values, or hides those that are secrets.
 *
 * @param areShown what {@code --show-secrets} asked for
 */
public record Secrets(boolean areShown) {

  /** Stands for a secret: how long it is may help and gives nothing away. */
  private static String redacted(int bytes) {
    return "(redacted, " + bytes + " bytes)";
  }

  /** True when the value of this key must not be shown. */
  public boolean hides(Bytes key) {
    return !areShown && Redaction.isSecretKey(key);
  }

  /** The value of a key as one line. */
  public String value(Bytes key, Bytes value, int maxBytes) {
    return hides(key) && !value.isEmpty()
        ? redacted(value.length())
        : Texts.preview(value, maxBytes);
  }

  /** The field {@code value} of a key, or {@code value_redacted} in its place. */
  public void json(Json json, Bytes key, Bytes value) throws IOException {
    if (hides(key) && !value.isEmpty()) {
      json.string("value_redacted", redacted(value.length()));
    } else {
      json.bytes("value", value);
    }
  }

  /** The hash of a password. */
  public String passwordHash(Bytes hash) {
    return areShown ? Texts.quoted(hash) : redacted(hash.length());
  }
}
