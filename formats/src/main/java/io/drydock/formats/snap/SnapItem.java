package io.drydock.formats.snap;

import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One entry of the snap directory, told by its name alone. */
public sealed interface SnapItem {

  /** Where it is. */
  Path path();

  /** Size of a file in bytes; 0 for a folder. */
  long fileBytes();

  /**
   * A raft snapshot.
   *
   * @param path where it is
   * @param fileBytes its size
   * @param name term and index
   */
  record RaftSnapshot(Path path, long fileBytes, SnapFileName name) implements SnapItem {

    /** Path and name are required. */
    public RaftSnapshot {
      Objects.requireNonNull(path, "path");
      Objects.requireNonNull(name, "name");
    }
  }

  /**
   * Ends with {@code .snap} but is not named like one. Servers up to 3.6 try to load it all the
   * same, in its place among the names.
   *
   * @param path where it is
   * @param fileBytes its size
   */
  record OddSnapshot(Path path, long fileBytes) implements SnapItem {

    /** The path is required. */
    public OddSnapshot {
      Objects.requireNonNull(path, "path");
    }
  }

  /**
   * {@code *.snap.broken}: a raft snapshot that a server could not read and set aside.
   *
   * @param path where it is
   * @param fileBytes its size
   */
  record BrokenSnapshot(Path path, long fileBytes) implements SnapItem {

    /** The path is required. */
    public BrokenSnapshot {
      Objects.requireNonNull(path, "path");
    }
  }

  /**
   * {@code %016x.snap.db}: a whole backend received from the leader. The next start of the server
   * makes it the backend if its index is that of the raft snapshot and above the backend's own.
   *
   * @param path where it is
   * @param fileBytes its size
   * @param raftIndex u64, of the snapshot that it belongs to
   */
  record ReceivedBackend(Path path, long fileBytes, long raftIndex) implements SnapItem {

    /** The path is required. */
    public ReceivedBackend {
      Objects.requireNonNull(path, "path");
    }
  }

  /**
   * {@code db}: the backend.
   *
   * @param path where it is
   * @param fileBytes its size
   */
  record Backend(Path path, long fileBytes) implements SnapItem {

    /** The path is required. */
    public Backend {
      Objects.requireNonNull(path, "path");
    }
  }

  /**
   * {@code tmp*}: a backend that did not arrive whole. Servers from 3.4.20 on delete it.
   *
   * @param path where it is
   * @param fileBytes its size
   */
  record PartialReceive(Path path, long fileBytes) implements SnapItem {

    /** The path is required. */
    public PartialReceive {
      Objects.requireNonNull(path, "path");
    }
  }

  /**
   * {@code db.tmp*}: a defragmentation that did not finish. Servers delete it when they start.
   *
   * @param path where it is
   * @param fileBytes its size
   */
  record DefragLeftover(Path path, long fileBytes) implements SnapItem {

    /** The path is required. */
    public DefragLeftover {
      Objects.requireNonNull(path, "path");
    }
  }

  /**
   * {@code db.imported*}: etcd's backend, kept as it was when a Drydock node took its rows over.
   *
   * @param path where it is
   * @param fileBytes its size
   */
  record ImportedBackend(Path path, long fileBytes) implements SnapItem {

    /** The path is required. */
    public ImportedBackend {
      Objects.requireNonNull(path, "path");
    }
  }

  /**
   * Nothing that etcd puts here.
   *
   * @param path where it is
   * @param fileBytes its size
   * @param isDirectory whether it is a folder
   */
  record Foreign(Path path, long fileBytes, boolean isDirectory) implements SnapItem {

    /** The path is required. */
    public Foreign {
      Objects.requireNonNull(path, "path");
    }
  }

  /** Tells a file by its name. */
  static SnapItem ofFile(Path path, long fileBytes) {
    String name = path.getFileName().toString();
    Matcher received = Pattern.compile("([0-9a-f]{16})\\.snap\\.db").matcher(name);
    if (received.matches()) {
      long raftIndex = Long.parseUnsignedLong(received.group(1), 16);
      return new ReceivedBackend(path, fileBytes, raftIndex);
    }
    if (name.equals("db")) {
      return new Backend(path, fileBytes);
    }
    if (name.startsWith("db.imported")) {
      return new ImportedBackend(path, fileBytes);
    }
    if (name.startsWith("db.tmp")) {
      return new DefragLeftover(path, fileBytes);
    }
    if (name.endsWith(".snap.broken")) {
      return new BrokenSnapshot(path, fileBytes);
    }
    if (name.endsWith(SnapFileName.SUFFIX)) {
      return SnapFileName.parse(name)
          .<SnapItem>map(parsed -> new RaftSnapshot(path, fileBytes, parsed))
          .orElseGet(() -> new OddSnapshot(path, fileBytes));
    }
    return name.startsWith("tmp")
        ? new PartialReceive(path, fileBytes)
        : new Foreign(path, fileBytes, false);
  }
}
