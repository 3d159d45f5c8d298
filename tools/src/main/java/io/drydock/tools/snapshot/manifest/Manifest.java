package io.drydock.tools.snapshot.manifest;

import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.member.ClusterId;
import io.drydock.formats.member.MemberId;
import io.drydock.tools.output.Json;
import java.io.IOException;
import java.time.Instant;

/**
 * What was known of a snapshot when it was saved and proven. Lies beside the file, under its name
 * with {@code .json} added; one flat JSON object, so that any tool can read it.
 *
 * @param drydockVersion who wrote this
 * @param packed the file as it lies on the disk
 * @param image the bbolt image in it
 * @param origin where it comes from
 * @param content what is in it
 * @param began when the server was asked for it
 * @param ended when it was proven
 */
public record Manifest(
    String drydockVersion,
    Packing packed,
    Image image,
    Origin origin,
    Content content,
    Instant began,
    Instant ended) {

  /** First field of the document. */
  public static final String SCHEMA = "snapshot.manifest/1";

  /** What is added to the name of the snapshot file. */
  public static final String SUFFIX = ".json";

  /**
   * The file on the disk.
   *
   * @param name without folder
   * @param form how it is compressed
   * @param bytes its size
   * @param sha256 of all of it
   */
  public record Packing(String name, Compression form, long bytes, Bytes sha256) {}

  /**
   * The database image: without checksum, not compressed.
   *
   * @param bytes its size
   * @param sha256 of it, the 32 bytes that follow it
   */
  public record Image(long bytes, Bytes sha256) {}

  /**
   * The member that sent it.
   *
   * @param endpoint as it was dialled
   * @param clusterId of its cluster
   * @param memberId its own
   * @param etcdVersion of the program, such as {@code 3.5.30}
   * @param fence up to where it is known to be complete
   */
  public record Origin(
      String endpoint, ClusterId clusterId, MemberId memberId, String etcdVersion, Fence fence) {}

  /**
   * What the member had applied before the snapshot was asked for.
   *
   * @param isLinearizable true when a linearizable read was answered first: no write that was
   *     acknowledged before {@link Manifest#began} is missing
   * @param revision of the store in that answer; 0 without one
   */
  public record Fence(boolean isLinearizable, long revision) {}

  /** The document. */
  public void json(Json json) throws IOException {
    json.string("drydock_version", drydockVersion);
    file(json, packed, image);
    origin(json, origin);
    content.json(json);
    json.string("began", began.toString()).string("ended", ended.toString());
  }

  /** The fields about the file. */
  public static void file(Json json, Packing packed, Image image) throws IOException {
    json.string("file", packed.name())
        .string("compression", packed.form().toString())
        .number("file_bytes", packed.bytes())
        .string("file_sha256", packed.sha256().toHex())
        .number("image_bytes", image.bytes())
        .string("image_sha256", image.sha256().toHex());
  }

  /** The fields about who sent it. */
  public static void origin(Json json, Origin origin) throws IOException {
    json.string("endpoint", origin.endpoint())
        .string("cluster_id", origin.clusterId().hex())
        .string("member_id", origin.memberId().hex())
        .string("etcd_version", origin.etcdVersion())
        .bool("linearizable", origin.fence().isLinearizable())
        .i64("fence_revision", origin.fence().revision());
  }
}
