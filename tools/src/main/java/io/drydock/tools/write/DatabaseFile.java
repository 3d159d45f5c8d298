package io.drydock.tools.write;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendHash;
import io.drydock.formats.backend.BoltView;
import io.drydock.formats.bolt.BoltCheck;
import io.drydock.formats.bolt.BoltFile;
import io.drydock.formats.bolt.build.BoltBuilder;
import io.drydock.formats.bolt.build.FileShape;
import io.drydock.formats.bytes.ByteSource;
import io.drydock.formats.dbsnapshot.SnapshotTrailer;
import io.drydock.tools.progress.Progress;
import io.drydock.tools.progress.Progresses;
import io.drydock.tools.source.Aside;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A database that was written, made durable, and read back.
 *
 * @param bytes size of the file
 * @param hash CRC-32C over all buckets, read back and equal to what was handed over
 * @param rows in all buckets
 * @param readBack what a reader found in the file afterwards
 */
public record DatabaseFile(long bytes, int hash, long rows, BackendHash readBack) {

  /**
   * How a file is to be written.
   *
   * @param pageBytes size of a page
   * @param txid number of the transaction that the file shows
   * @param withTrailer the SHA-256 of a snapshot file is put at its end
   */
  public record Form(int pageBytes, long txid, boolean withTrailer) {

    /** As the old file, one transaction later. */
    public static Form after(BoltFile old, boolean withTrailer) {
      return new Form(old.pageSize(), old.meta().txid() + 1, withTrailer);
    }
  }

  /**
   * Writes the rows into a new file and checks it; durable on return, but for its name.
   *
   * @param file must not exist
   * @throws IOException when the disk fails; what is there then is to be removed
   * @throws FormatException when the database that the rows come from is damaged
   */
  public static DatabaseFile write(
      Path file, RowSource rows, Form form, FileOps ops, Progresses progresses)
      throws IOException, FormatException {
    RowSink.Writing sink;
    FileShape shape;
    try (FileChannel channel = ops.create(file)) {
      var builder = new BoltBuilder(channel, form.pageBytes());
      sink = new RowSink.Writing(builder);
      rows.copyTo(sink);
      shape = builder.finishDurably(form.txid());
      if (form.withTrailer()) {
        SnapshotTrailer.append(channel);
        channel.force(true);
      }
    }
    BackendHash readBack = readBack(file, progresses);
    var written = new DatabaseFile(shape.bytes(), sink.hash(), sink.rows(), readBack);
    if (!written.isVerified()) {
      throw notWhatWasWritten(file);
    }
    return written;
  }

  /** True when what was read back is what was handed over; else there is no such record. */
  public boolean isVerified() {
    return readBack.hash() == hash && readBack.records() == rows;
  }

  private static IOException notWhatWasWritten(Path file) {
    return new IOException(
        file
            + ": what was read back is not what was written: a disk or memory fails; the old file"
            + " is untouched");
  }

  /** Reads the new file as a stranger would; its structure in a thread of its own. */
  private static BackendHash readBack(Path file, Progresses progresses)
      throws IOException, FormatException {
    try (ByteSource source = ByteSource.map(file);
        Progress progress = progresses.start("check", source.size())) {
      BoltFile structure = BoltFile.open(source.forAnotherThread());
      try (var check = Aside.start("check structure", () -> BoltCheck.of(structure, 1))) {
        var view = BoltView.of(BoltFile.open(source)).watchedBy(progress::advance);
        BackendHash hash = BackendHash.ofSnapshot(view);
        if (!check.result().isClean()) {
          throw notWhatWasWritten(file);
        }
        return hash;
      }
    }
  }
}
