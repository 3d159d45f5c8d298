package io.drydock.node.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.EntryType;
import io.drydock.formats.proto.raftpb.HardState;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.raft.RaftMessages;
import io.drydock.formats.snap.SnapEncoder;
import io.drydock.node.raft.LogView;
import io.drydock.node.raft.Ready;
import io.drydock.node.testing.SimDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A member that saves whatever raft might hand out, loses its power again and again, and compares
 * what it finds with what it had been told to be durable.
 */
final class Trial {

  private static final Bytes STORE = Bytes.copyOf(ByteString.copyFromUtf8("{}"));

  private final StorageOptions options;
  private final RandomGenerator random;

  /** What was durable when the last save returned. */
  private List<Entry> acked = new ArrayList<>();

  private HardState ackedState = HardState.getDefaultInstance();
  private long ackedSnapshot;

  /** What was on the disk at the last start. */
  private HardState foundState = HardState.getDefaultInstance();

  /** What the save under way would make of it. */
  private List<Entry> tried = new ArrayList<>();

  private HardState triedState = HardState.getDefaultInstance();
  private long written;

  Trial(Path dataDir, RandomGenerator random) throws IOException {
    this.options = Folders.small(dataDir);
    this.random = random;
  }

  /**
   * Starts, saves until the steps are done or the power goes, and crashes.
   *
   * @return the operations that were done
   */
  int run(int operations, int steps) throws IOException, UnbootableException {
    var disk = new SimDisk(operations);
    try (RaftStorage storage = start(disk)) {
      for (int step = 0; step < steps; step++) {
        step(storage);
      }
    } catch (IOException noPower) {
      assertTrue(noPower.getMessage().startsWith("no power"), noPower.toString());
    }
    disk.crash(random);
    return disk.operations();
  }

  /** Starts on what the crash has left, and finds no damage. */
  void check() throws IOException, UnbootableException {
    var disk = new SimDisk(SimDisk.ENDLESS);
    start(disk).close();
    disk.crash(random);
    assertEquals(List.of(), Folders.errors(options.walFolder()));
  }

  private RaftStorage start(SimDisk disk) throws IOException, UnbootableException {
    var boot = new StorageBoot(options, disk);
    Booted booted;
    Optional<FoundLog> found = boot.look();
    if (found.isPresent() && !found.get().isBlank()) {
      booted = boot.open(found.get());
      compare(booted);
    } else {
      assertEquals(List.of(), acked);
      tried = new ArrayList<>(Folders.bootstrap().entries());
      triedState = RaftMessages.hardState(1, 0, 1);
      booted =
          found.isPresent()
              ? boot.create(Folders.bootstrap(), found.get())
              : boot.create(Folders.bootstrap());
    }
    adopt(booted);
    return booted.storage();
  }

  /** All that was durable is there, and nothing that was never tried. */
  private void compare(Booted booted) {
    LogView log = booted.storage().log();
    HardState found = booted.hardState();
    boolean isKnown =
        sameVote(found, ackedState) || sameVote(found, triedState) || sameVote(found, foundState);
    assertTrue(isKnown, () -> "state " + found);
    assertTrue(found.getCommit() <= Math.max(ackedState.getCommit(), triedState.getCommit()));
    assertTrue(log.firstIndex() - 1 >= ackedSnapshot, "the snapshot is there");
    List<Entry> entries = log.entries(log.firstIndex(), log.lastIndex() + 1, Long.MAX_VALUE);
    boolean isFrom = isFrom(acked, entries) || isFrom(tried, entries) || isMixed(entries);
    assertTrue(isFrom, () -> "found " + entries + "\nacked " + acked + "\ntried " + tried);
    long ackedLast = common() == acked.size() ? acked.size() : common();
    assertTrue(log.lastIndex() >= ackedLast, "an entry that was durable is gone");
  }

  /** Number of durable entries that the save under way was not about to replace. */
  private int common() {
    int same = 0;
    while (same < Math.min(acked.size(), tried.size()) && acked.get(same).equals(tried.get(same))) {
      same++;
    }
    return same;
  }

  private boolean isMixed(List<Entry> found) {
    return found.stream().allMatch(one -> isAt(acked, one) || isAt(tried, one));
  }

  private static boolean isFrom(List<Entry> log, List<Entry> found) {
    return found.stream().allMatch(one -> isAt(log, one));
  }

  private static boolean isAt(List<Entry> log, Entry one) {
    int slot = (int) one.getIndex() - 1;
    return slot < log.size() && log.get(slot).equals(one);
  }

  private static boolean sameVote(HardState one, HardState other) {
    return one.getTerm() == other.getTerm() && one.getVote() == other.getVote();
  }

  /** What was found is the truth from now on. */
  private void adopt(Booted booted) {
    LogView log = booted.storage().log();
    var now = new ArrayList<Entry>(tried.subList(0, (int) log.firstIndex() - 1));
    now.addAll(log.entries(log.firstIndex(), log.lastIndex() + 1, Long.MAX_VALUE));
    acked = now;
    foundState = booted.hardState();
    ackedState = foundState;
    long lastTerm = log.term(log.lastIndex());
    if (lastTerm > ackedState.getTerm()) {
      ackedState = RaftMessages.hardState(lastTerm, 0, ackedState.getCommit());
    }
    tried = new ArrayList<>(acked);
    triedState = ackedState;
  }

  private void step(RaftStorage storage) throws IOException {
    switch (random.nextInt(10)) {
      case 0 -> snapshot(storage);
      case 1 -> storage.purge(Math.max(ackedSnapshot - random.nextInt(3), 0)).run();
      case 2 -> storage.compact(ackedState.getCommit());
      case 3 -> save(storage, List.of(), newTerm());
      case 4 -> {
        save(storage, List.of(), commit());
        if (random.nextBoolean()) {
          storage.writeCommit();
        }
      }
      case 5 -> rewrite(storage);
      default -> {
        HardState state = random.nextBoolean() ? commit() : triedState;
        save(storage, entries(acked.size() + 1L, state.getTerm()), state);
      }
    }
  }

  private void rewrite(RaftStorage storage) throws IOException {
    HardState state = newTerm();
    long from = ackedState.getCommit() + 1;
    tried = new ArrayList<>(tried.subList(0, (int) from - 1));
    save(storage, entries(from, state.getTerm()), state);
  }

  private void save(RaftStorage storage, List<Entry> entries, HardState state) throws IOException {
    tried.addAll(entries);
    triedState = state;
    boolean isNew = !state.equals(ackedState);
    boolean isCommitAlone = entries.isEmpty() && sameVote(state, ackedState);
    storage.save(
        new Ready(
            Optional.empty(),
            isNew ? Optional.of(state) : Optional.empty(),
            entries,
            Optional.empty(),
            List.of(),
            List.of(),
            List.of(),
            !isCommitAlone));
    acked = new ArrayList<>(tried);
    ackedState = state;
  }

  private void snapshot(RaftStorage storage) throws IOException {
    long index = ackedState.getCommit();
    if (index <= ackedSnapshot) {
      return;
    }
    var position = new LogPosition(acked.get((int) index - 1).getTerm(), index);
    var confState = RaftMessages.confState(List.of(Folders.SELF.value()), List.of());
    Folders.save(storage, SnapEncoder.snapshot(position, confState, STORE));
    ackedSnapshot = index;
  }

  private HardState commit() {
    long commit = ackedState.getCommit();
    long more = commit + random.nextInt((int) (acked.size() - commit) + 1);
    return RaftMessages.hardState(ackedState.getTerm(), ackedState.getVote(), more);
  }

  private HardState newTerm() {
    long vote = random.nextInt(3);
    return RaftMessages.hardState(ackedState.getTerm() + 1, vote, ackedState.getCommit());
  }

  private List<Entry> entries(long from, long term) {
    var entries = new ArrayList<Entry>();
    int count = 1 + random.nextInt(5);
    for (int i = 0; i < count; i++) {
      byte[] data = new byte[random.nextInt(8) == 0 ? 2000 : 1 + random.nextInt(100)];
      random.nextBytes(data);
      data[0] = (byte) ++written;
      entries.add(
          Entry.newBuilder()
              .setType(EntryType.EntryNormal)
              .setTerm(term)
              .setIndex(from + i)
              .setData(ByteString.copyFrom(data))
              .build());
    }
    return entries;
  }
}
