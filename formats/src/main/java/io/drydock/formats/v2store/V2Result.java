package io.drydock.formats.v2store;

import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.member.MembershipChange;
import java.util.Objects;

/** What came of a request to the store. */
public sealed interface V2Result {

  /**
   * It was done.
   *
   * @param event what changed, or what was read
   * @param index the store's index afterwards; u64
   */
  record Done(V2Event event, long index) implements V2Result {

    /** The event is required. */
    public Done {
      Objects.requireNonNull(event, "event");
    }
  }

  /** It was done and has no event of its own: a SYNC, a member's attributes, the version. */
  record Accepted() implements V2Result {}

  /**
   * It failed; nothing changed but a counter.
   *
   * @param code why
   * @param cause the path or the values concerned
   * @param index the store's index; u64
   */
  record Failed(Code code, Bytes cause, long index) implements V2Result {

    /** Code and cause are required. */
    public Failed {
      Objects.requireNonNull(code, "code");
      Objects.requireNonNull(cause, "cause");
    }
  }

  /**
   * A configuration change that was refused: it changed nothing on any member.
   *
   * @param reason why
   */
  record Refused(MembershipChange.Refusal reason) implements V2Result {

    /** The reason is required. */
    public Refused {
      Objects.requireNonNull(reason, "reason");
    }
  }

  /**
   * etcd itself stops at it.
   *
   * @param reason what is wrong
   */
  record Fatal(String reason) implements V2Result {

    /** The reason is required. */
    public Fatal {
      Objects.requireNonNull(reason, "reason");
    }
  }

  /** Errors of the v2 API, with their numbers. */
  enum Code {
    /** There is no such node. */
    KEY_NOT_FOUND(100),
    /** Value or index are not as demanded. */
    TEST_FAILED(101),
    /** A directory where a file is needed. */
    NOT_FILE(102),
    /** A file where a directory is needed. */
    NOT_DIR(104),
    /** There is such a node. */
    NODE_EXIST(105),
    /** The root or one of its fixed directories. */
    ROOT_READ_ONLY(107),
    /** A directory with children. */
    DIR_NOT_EMPTY(108);

    private final int number;

    Code(int number) {
      this.number = number;
    }

    /** As in the API's answers. */
    public int number() {
      return number;
    }
  }

  /** True when the store took the request. */
  default boolean isSuccess() {
    return this instanceof Done || this instanceof Accepted;
  }
}
