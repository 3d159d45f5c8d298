package io.drydock.tools.snapshot.manifest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.member.ClusterId;
import io.drydock.formats.member.MemberId;
import io.drydock.formats.mvcc.HashKv;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Output;
import io.drydock.tools.output.OutputFormat;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import io.drydock.tools.output.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The manifest beside a snapshot file, read and written. */
public final class ManifestFile {

  /** A manifest has some kilobytes; what is larger is something else. */
  private static final long MAX_BYTES = 1 << 20;

  private final Map<String, String> fields;

  private ManifestFile(Map<String, String> fields) {
    this.fields = fields;
  }

  /** What lies at the place of a manifest. */
  public sealed interface Found {

    /** Nothing. */
    record Absent() implements Found {}

    /** A file, and not one of ours. */
    record Foreign() implements Found {}

    /**
     * One of ours that cannot be used.
     *
     * @param reason what is wrong with it
     */
    record Damaged(String reason) implements Found {}

    /** A manifest. */
    record Present(Manifest manifest) implements Found {}
  }

  /** A field that is missing or of another form. */
  private static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    Unusable(String reason) {
      super(reason);
    }
  }

  /** The place of the manifest of this snapshot file. */
  public static Path beside(Path snapshot) {
    return snapshot.resolveSibling(snapshot.getFileName() + Manifest.SUFFIX);
  }

  /** The bytes of the document, as {@code -o json} of any command lays them out. */
  public static byte[] document(Manifest manifest) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var terminal = Terminal.plain(bytes, OutputStream.nullOutputStream());
    new Output(terminal, OutputFormat.json, false).report(new Document(manifest));
    return bytes.toByteArray();
  }

  private record Document(Manifest manifest) implements Report {

    @Override
    public String schema() {
      return Manifest.SCHEMA;
    }

    @Override
    public void json(Json json) throws IOException {
      manifest.json(json);
    }

    @Override
    public void page(Page page) {
      throw new IllegalStateException("a manifest is a JSON document");
    }
  }

  /**
   * Looks at a place.
   *
   * @throws IOException when it cannot be read
   */
  public static Found read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return Files.exists(file) ? new Found.Foreign() : new Found.Absent();
    }
    if (Files.size(file) > MAX_BYTES) {
      return new Found.Foreign();
    }
    return parse(Files.readAllBytes(file));
  }

  static Found parse(byte[] document) {
    Map<String, String> fields = new TreeMap<>();
    try (JsonParser json = new JsonFactory().createParser(document)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return new Found.Foreign();
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        if (json.nextToken().isScalarValue()) {
          fields.put(name, json.getText());
        } else {
          json.skipChildren();
        }
      }
    } catch (JsonProcessingException malformed) {
      return malformed(fields, malformed.getOriginalMessage());
    } catch (IOException malformed) { // no disk is asked here: characters in no encoding of JSON
      return malformed(fields, malformed.getMessage());
    }
    if (!isOurs(fields)) {
      return new Found.Foreign();
    }
    try {
      return new Found.Present(new ManifestFile(fields).manifest());
    } catch (Unusable unusable) {
      return new Found.Damaged(unusable.getMessage());
    }
  }

  private static Found malformed(Map<String, String> fields, String why) {
    return isOurs(fields) ? new Found.Damaged("not JSON to its end: " + why) : new Found.Foreign();
  }

  private static boolean isOurs(Map<String, String> fields) {
    return Manifest.SCHEMA.equals(fields.get("schema"));
  }

  private Manifest manifest() throws Unusable {
    return new Manifest(
        text("drydock_version"),
        new Manifest.Packing(
            text("file"),
            Compression.of(text("compression")).orElseThrow(() -> unusable("compression")),
            number("file_bytes"),
            sha256("file_sha256")),
        new Manifest.Image(number("image_bytes"), sha256("image_sha256")),
        origin(),
        content(),
        instant("began"),
        instant("ended"));
  }

  private Manifest.Origin origin() throws Unusable {
    return new Manifest.Origin(
        text("endpoint"),
        ClusterId.parse(text("cluster_id")).orElseThrow(() -> unusable("cluster_id")),
        MemberId.parse(text("member_id")).orElseThrow(() -> unusable("member_id")),
        text("etcd_version"),
        new Manifest.Fence(Boolean.parseBoolean(text("linearizable")), number("fence_revision")));
  }

  private Content content() throws Unusable {
    return new Content(
        new Content.Revisions(number("revision"), number("compact_revision")),
        new Content.Applied(
            u64("raft_index"),
            fields.containsKey("raft_term")
                ? OptionalLong.of(u64("raft_term"))
                : OptionalLong.empty()),
        Optional.ofNullable(fields.get("storage_version")),
        hash("hash"),
        number("records"),
        new HashKv(
            hash("hash_kv"), number("hash_kv_compact_revision"), number("hash_kv_revision")));
  }

  private String text(String field) throws Unusable {
    String value = fields.get(field);
    if (value == null) {
      throw new Unusable("field " + field + " is missing");
    }
    return value;
  }

  private Unusable unusable(String field) {
    return new Unusable("field " + field + " is '" + fields.get(field) + "'");
  }

  private long number(String field) throws Unusable {
    try {
      return Long.parseLong(text(field));
    } catch (NumberFormatException other) {
      throw unusable(field);
    }
  }

  private long u64(String field) throws Unusable {
    try {
      return Long.parseUnsignedLong(text(field));
    } catch (NumberFormatException other) {
      throw unusable(field);
    }
  }

  private int hash(String field) throws Unusable {
    try {
      return Integer.parseUnsignedInt(text(field), 16);
    } catch (NumberFormatException other) {
      throw unusable(field);
    }
  }

  private Bytes sha256(String field) throws Unusable {
    if (!text(field).matches("[0-9a-f]{64}")) {
      throw unusable(field);
    }
    return Bytes.ofHex(text(field));
  }

  private Instant instant(String field) throws Unusable {
    try {
      return Instant.parse(text(field));
    } catch (DateTimeException other) {
      throw unusable(field);
    }
  }
}
