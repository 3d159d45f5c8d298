package io.drydock.node.mvcc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.drydock.formats.backend.Revision;
import io.drydock.formats.proto.mvccpb.KeyValue;
import io.drydock.node.StopException;
import java.util.Optional;

/**
 * The committed records, with those that were read kept at hand, and of those that were written the
 * latest.
 *
 * <p>What is written goes by: a watcher wants it at once or never, and a record that is held for
 * long costs the collector more than a look into the store costs the few that read it later. So
 * there are few slots for these and more for the others.
 *
 * <p>A record has one slot of each kind that it can be in; revisions that follow each other have
 * slots that do. Any thread reads and fills slots without asking others: what a slot holds is
 * immutable and says of which revision it is, so the worst that a race does is to lose a record,
 * which the store has.
 */
final class Records implements RecordSource {

  /** Largest record that is kept at hand once it was read, in bytes of its message. */
  static final int MAX_READ_BYTES = 1024;

  /** The same for one that was written. */
  static final int MAX_WRITTEN_BYTES = 4096;

  private static final int WRITTEN_SLOTS = 1 << 11;
  private static final int SUB_STRIDE = 31;

  private final RevisionStore store;
  private final Slot[] read;
  private final Slot[] written = new Slot[WRITTEN_SLOTS];

  /** All fields are final: a thread that sees the slot sees the record whole. */
  private record Slot(long main, long sub, KeyValue keyValue) {}

  /**
   * Over a store.
   *
   * @param slots how many records that were read are kept at hand, each of at most {@link
   *     #MAX_READ_BYTES}
   */
  Records(RevisionStore store, int slots) {
    this.store = store;
    this.read = new Slot[Integer.highestOneBit(Math.max(1, slots))];
  }

  RevisionStore store() {
    return store;
  }

  @Override
  public Optional<KeyValue> atHand(long main, long sub) {
    Optional<KeyValue> latest = find(written, main, sub);
    return latest.isPresent() ? latest : find(read, main, sub);
  }

  private static Optional<KeyValue> find(Slot[] slots, long main, long sub) {
    Slot slot = slots[place(slots, main, sub)];
    return slot != null && slot.main == main && slot.sub == sub
        ? Optional.of(slot.keyValue)
        : Optional.empty();
  }

  @Override
  public void scan(Revision from, Revision to, RevisionStore.Visitor visitor) {
    store.scan(from, to, visitor);
  }

  @Override
  public KeyValue get(long main, long sub) throws RecordGone {
    Optional<KeyValue> atHand = atHand(main, sub);
    if (atHand.isPresent()) {
      return atHand.get();
    }
    byte[] stored = store.get(main, sub).orElseThrow(() -> new RecordGone(main, sub));
    KeyValue keyValue = parse(stored, main, sub);
    keep(main, sub, keyValue);
    return keyValue;
  }

  @Override
  public void keep(long main, long sub, KeyValue keyValue) {
    keep(read, MAX_READ_BYTES, new Slot(main, sub, keyValue));
  }

  /** Keeps a record that was just written at hand for a while. */
  void written(long main, long sub, KeyValue keyValue) {
    keep(written, MAX_WRITTEN_BYTES, new Slot(main, sub, keyValue));
  }

  private static void keep(Slot[] slots, int maxBytes, Slot slot) {
    if (slot.keyValue.getSerializedSize() <= maxBytes) {
      slots[place(slots, slot.main, slot.sub)] = slot;
    }
  }

  private static int place(Slot[] slots, long main, long sub) {
    return (int) (main + SUB_STRIDE * sub) & slots.length - 1;
  }

  /** The message, whose byte strings are parts of the array. */
  static KeyValue parse(byte[] stored, long main, long sub) {
    try {
      var input = UnsafeByteOperations.unsafeWrap(stored).newCodedInput();
      input.enableAliasing(true);
      return KeyValue.parser().parseFrom(input);
    } catch (InvalidProtocolBufferException malformed) {
      throw new StopException(
          "bucket key: the record of revision " + main + "_" + sub + " is damaged", malformed);
    }
  }
}
