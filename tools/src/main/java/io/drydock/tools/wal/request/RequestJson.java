package io.drydock.tools.wal.request;

import io.drydock.formats.request.EntryPayload;
import io.drydock.formats.request.RequestKind;
import io.drydock.tools.output.Json;
import java.io.IOException;

/**
 * The data of an entry as JSON: {@code request} names its kind, the field of that name holds what
 * it asks for, {@code request_id} and {@code username} say who asked.
 */
public final class RequestJson {

  private final JsonFields fields;
  private final RequestWalk walk;

  /**
   * With these settings.
   *
   * @param valueBytes how much of a value is shown
   * @param showSecrets whether secrets are shown, and not only their sizes
   */
  public RequestJson(int valueBytes, boolean showSecrets) {
    this.fields = new JsonFields(valueBytes);
    this.walk = new RequestWalk(fields, showSecrets);
  }

  /** Writes the fields to the open object. */
  public void write(Json json, RequestKind kind, EntryPayload payload) throws IOException {
    json.string("request", kind.label());
    fields.writeTo(json);
    walk.write(kind, payload);
  }
}
