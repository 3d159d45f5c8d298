package io.drydock.tools.wal.request;

import com.google.protobuf.ByteString;
import io.drydock.formats.proto.etcdserverpb.Compare;
import io.drydock.tools.output.Json;
import java.io.IOException;

/**
 * A request as fields of JSON, after the conventions of {@link Json}. A value {@code v} comes with
 * {@code v_bytes}, its whole size; when the limit cut it, {@code v_cut} is true; a secret is {@code
 * v_redacted} instead.
 */
final class JsonFields implements Fields {

  private final int valueBytes;
  private Json json;

  JsonFields(int valueBytes) {
    this.valueBytes = valueBytes;
  }

  /** Where the next request goes. */
  void writeTo(Json open) {
    json = open;
  }

  @Override
  public void id(String name, long id) throws IOException {
    json.id(name, id);
  }

  @Override
  public void i64(String name, long number) throws IOException {
    json.i64(name, number);
  }

  @Override
  public void u64(String name, long number) throws IOException {
    json.u64(name, number);
  }

  @Override
  public void time(String name, long unixNanos) throws IOException {
    json.i64(name + "_unix_nanos", unixNanos);
  }

  @Override
  public void word(String name, String word) throws IOException {
    json.string(name, word);
  }

  @Override
  public void flag(String name) throws IOException {
    json.bool(name, true);
  }

  @Override
  public void truth(String name, boolean value) throws IOException {
    json.bool(name, value);
  }

  @Override
  public void name(String name, ByteString text) throws IOException {
    json.bytes(name, text);
  }

  @Override
  public void names(String name, Iterable<ByteString> texts) throws IOException {
    json.beginArray(name);
    for (ByteString text : texts) {
      json.element(text);
    }
    json.endArray();
  }

  @Override
  public void range(ByteString key, ByteString rangeEnd) throws IOException {
    json.bytes("key", key);
    if (!rangeEnd.isEmpty()) {
      json.bytes("range_end", rangeEnd);
    }
  }

  @Override
  public void value(String name, ByteString value, boolean isSecret) throws IOException {
    if (isSecret) {
      json.string(name + "_redacted", TextFields.hidden(value));
    } else if (value.size() > valueBytes) {
      json.bytes(name, value.substring(0, valueBytes));
      json.bool(name + "_cut", true);
    } else {
      json.bytes(name, value);
    }
    json.number(name + "_bytes", value.size());
  }

  @Override
  public void compare(Compare compare, boolean isSecret) throws IOException {
    range(compare.getKey(), compare.getRangeEnd());
    word("target", KvWalk.word(compare.getTarget(), compare.getTargetValue()));
    word("result", KvWalk.word(compare.getResult(), compare.getResultValue()));
    switch (compare.getTargetUnionCase()) {
      case VERSION -> i64("version", compare.getVersion());
      case CREATE_REVISION -> i64("create_revision", compare.getCreateRevision());
      case MOD_REVISION -> i64("mod_revision", compare.getModRevision());
      case VALUE -> value("value", compare.getValue(), isSecret);
      case LEASE -> id("lease", compare.getLease());
      case TARGETUNION_NOT_SET -> {} // compares with 0 or with nothing
    }
  }

  @Override
  public void begin(String name) throws IOException {
    json.begin(name);
  }

  @Override
  public void end() throws IOException {
    json.end();
  }

  @Override
  public void beginList(String name) throws IOException {
    json.beginArray(name);
  }

  @Override
  public void beginItem() throws IOException {
    json.beginElement();
  }

  @Override
  public void endItem() throws IOException {
    json.end();
  }

  @Override
  public void endList() throws IOException {
    json.endArray();
  }
}
