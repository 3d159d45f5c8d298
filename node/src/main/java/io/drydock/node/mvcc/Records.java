package io.drydock.node.mvcc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.drydock.formats.backend.Revision;
import io.drydock.formats.proto.mvccpb.KeyValue;
import io.drydock.node.StopException;
import java.util.Optional;

/**
 * The committed records, with the latest that were written or read kept at hand.
 *
 * <p>A record has one slot that it can be in; revisions that follow each other have slots that do.
 * Any thread reads and fills slots without asking others: what a slot holds is immutable and says
 * of which revision it is, so the worst that a race does is to lose a record, which the store has.
 */
final class Records implements RecordSource {

  private static final int SUB_STRIDE = 31;

  private final RevisionStore store;
  private final Slot[] slots;

  /** All fields are final: a thread that sees the slot sees the record whole. */
  private record Slot(long main, long sub, KeyValue keyValue) {}

  /**
   * Over a store.
   *
   * @param slots how many records are kept at hand, each of at most {@link #MAX_BYTES}
   */
  Records(RevisionStore store, int slots) {
    this.store = store;
    this.slots = new Slot[Integer.highestOneBit(Math.max(1, slots))];
  }

  /** Largest record that is kept at hand, in bytes of its message. */
  static final int MAX_BYTES = 4096;

  RevisionStore store() {
    return store;
  }

  @Override
  public Optional<KeyValue> atHand(long main, long sub) {
    Slot slot = slots[place(main, sub)];
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
    if (keyValue.getSerializedSize() <= MAX_BYTES) {
      slots[place(main, sub)] = new Slot(main, sub, keyValue);
    }
  }

  private int place(long main, long sub) {
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
