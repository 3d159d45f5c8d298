package io.drydock.tools.restore;

import io.drydock.formats.member.MemberRecord;
import io.drydock.tools.output.Column;
import io.drydock.tools.output.Json;
import io.drydock.tools.output.Page;
import io.drydock.tools.output.Report;
import io.drydock.tools.output.Texts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a restore will do, told before it does it.
 *
 * @param source the snapshot
 * @param cluster the new cluster
 * @param places the members that are written, and where
 * @param revisions of the store
 * @param room on the disk
 * @param notes what the reader must know, one sentence each
 */
record RestorePlan(
    Path source,
    NewCluster cluster,
    List<Place> places,
    Revisions revisions,
    Room room,
    List<String> notes)
    implements Report {

  /**
   * Where a member goes.
   *
   * @param dataDir its data directory
   * @param walFolder its WAL, mostly below the data directory
   */
  record Place(MemberRecord member, Path dataDir, Path walFolder) {}

  /**
   * Main revisions.
   *
   * @param current of the snapshot
   * @param bumpedTo after the restore; absent when it is the same
   */
  record Revisions(long current, OptionalLong bumpedTo) {}

  /**
   * Bytes on the disk of the target.
   *
   * @param database size of each member's database, exactly
   * @param needed for all members
   * @param available free
   */
  record Room(long database, long needed, long available) {

    boolean isEnough() {
      return available >= needed;
    }
  }

  RestorePlan {
    places = List.copyOf(places);
    notes = List.copyOf(notes);
  }

  @Override
  public String schema() {
    return "snapshot.restore.plan/1";
  }

  @Override
  public void json(Json json) throws IOException {
    fields(json);
  }

  void fields(Json json) throws IOException {
    json.string("source", source.toString())
        .string("etcd_line", cluster.line().toString())
        .id("cluster_id", cluster.clusterId().value())
        .i64("revision", revisions.current());
    if (revisions.bumpedTo().isPresent()) {
      json.i64("bumped_to", revisions.bumpedTo().getAsLong());
    }
    json.number("database_bytes", room.database())
        .number("bytes_needed", room.needed())
        .number("bytes_available", room.available())
        .objects("members", places, RestorePlan::place)
        .strings("notes", notes);
  }

  private static void place(Json json, Place place) throws IOException {
    json.string("name", place.member().attributes().name())
        .id("member_id", place.member().id().value())
        .strings("peer_urls", place.member().raft().peerUrls())
        .string("data_dir", place.dataDir().toString())
        .string("wal_dir", place.walFolder().toString());
  }

  @Override
  public void page(Page page) {
    page.heading("Plan: restore " + source);
    facts(page);
    page.fact(
        "room needed",
        Texts.bytes(room.needed()) + " of " + Texts.bytes(room.available()) + " free");
    members(page, true);
  }

  void facts(Page page) {
    page.fact(
        "cluster", cluster.clusterId() + ", files as etcd " + cluster.line() + " writes them");
    page.fact(
        "revision",
        revisions.current()
            + (revisions.bumpedTo().isPresent()
                ? ", raised to "
                    + revisions.bumpedTo().getAsLong()
                    + ": whoever watches or reads from an older one is told it is compacted"
                : ""));
    page.fact("database", Texts.exactBytes(room.database()) + " a member");
    for (String note : notes) {
      page.fact("note", note);
    }
  }

  /** The table of members. */
  void members(Page page, boolean withPlaces) {
    List<Column<Place>> columns = new ArrayList<>();
    columns.add(Column.left("MEMBER", place -> place.member().attributes().name()));
    columns.add(Column.left("ID", place -> place.member().id().hex()));
    columns.add(
        Column.left("PEER URLS", place -> String.join(",", place.member().raft().peerUrls())));
    if (withPlaces) {
      columns.add(Column.left("DIRECTORY", place -> place.dataDir().toString()));
    }
    page.table(columns, places);
  }
}
