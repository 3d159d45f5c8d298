package io.drydock.formats.request;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.bytes.FieldScan;
import io.drydock.formats.member.ConfChangeContext;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.Request;
import io.drydock.formats.proto.raftpb.ConfChange;
import io.drydock.formats.proto.raftpb.ConfChangeV2;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.EntryType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * Decides how the data of an entry is to be read, and reads it.
 *
 * <ol>
 *   <li>Entry type 1 is a ConfChange, type 2 a ConfChangeV2.
 *   <li>Type 0 without data is the entry that opens a leader's term.
 *   <li>Type 0 whose field 2 is one of the v2 methods is a v2 request standing alone.
 *   <li>Any other type 0 is an InternalRaftRequest, or, if it cannot be parsed as one, a v2 request
 *       with a strange method.
 * </ol>
 *
 * <p>etcd up to 3.6 has no third rule: it tries InternalRaftRequest and counts on the parser to
 * fail on a method's letters. That holds for Go's parser but not for every other, so the method is
 * looked at here. Both come to the same answer for all that servers write (etcd, {@code
 * applyEntryNormal}).
 */
public final class EntryDecoder {

  /** Nested messages; a txn within a txn takes two. */
  public static final int MAX_DEPTH = 500;

  private static final int NORMAL = EntryType.EntryNormal_VALUE;
  private static final int CONF_CHANGE = EntryType.EntryConfChange_VALUE;
  private static final int CONF_CHANGE_V2 = EntryType.EntryConfChangeV2_VALUE;
  private static final int METHOD_FIELD = 2;
  private static final int METHOD_TAG = METHOD_FIELD << 3 | 2;

  private EntryDecoder() {}

  /** Decodes the data of an entry; never fails. */
  public static EntryPayload decode(Entry entry) {
    return decode(entry.getTypeValue(), entry.getData());
  }

  /**
   * Decodes the data of an entry; never fails.
   *
   * @param entryType raft's number: 0 normal, 1 ConfChange, 2 ConfChangeV2
   * @param data a copy is made; at most {@link Integer#MAX_VALUE} - 8 bytes
   */
  public static EntryPayload decode(int entryType, MemorySegment data) {
    return decode(entryType, Bytes.copyOf(data).toByteString());
  }

  /**
   * Decodes the data of an entry; never fails.
   *
   * @param entryType raft's number: 0 normal, 1 ConfChange, 2 ConfChangeV2
   */
  public static EntryPayload decode(int entryType, ByteString data) {
    try {
      return switch (entryType) {
        case NORMAL -> decodeNormal(data);
        case CONF_CHANGE -> decodeConfChange(data);
        case CONF_CHANGE_V2 -> new EntryPayload.ConfigChangeV2(parse(ConfChangeV2.parser(), data));
        default -> undecodable(data, "unknown entry type " + Integer.toUnsignedString(entryType));
      };
    } catch (InvalidProtocolBufferException malformed) {
      return undecodable(data, malformed.getMessage());
    }
  }

  /**
   * The kind of an entry, from the outermost fields of its data.
   *
   * <p>For data that {@link #decode} can read the answer is the same; damage deeper inside is not
   * noticed here.
   *
   * @param entryType raft's number: 0 normal, 1 ConfChange, 2 ConfChangeV2
   * @param data of the entry
   */
  public static RequestKind peekKind(int entryType, MemorySegment data) {
    if (entryType == NORMAL) {
      RequestKind seen = data.byteSize() == 0 ? RequestKind.NO_OP : peekNormal(data);
      if (seen != RequestKind.UNKNOWN) {
        return seen;
      }
    }
    return decode(entryType, data).kind();
  }

  /** The kind of an operation that is plain to see; UNKNOWN for all that needs decoding. */
  private static RequestKind peekNormal(MemorySegment data) {
    var scan = new FieldScan(data);
    int lowest = Integer.MAX_VALUE;
    while (scan.next()) {
      int field = scan.field();
      if (field == METHOD_FIELD) {
        return RequestKind.UNKNOWN;
      }
      if (RequestKind.ofField(field) != RequestKind.UNKNOWN) {
        if (!scan.isBytes()) {
          return RequestKind.UNKNOWN;
        }
        lowest = Math.min(lowest, field);
      }
    }
    return scan.isWhole() ? RequestKind.ofField(lowest) : RequestKind.UNKNOWN;
  }

  private static EntryPayload decodeNormal(ByteString data) throws InvalidProtocolBufferException {
    if (data.isEmpty()) {
      return new EntryPayload.Empty();
    }
    if (hasV2Method(data)) {
      return new EntryPayload.V2Request(parse(Request.parser(), data));
    }
    try {
      return new EntryPayload.InternalRequest(parse(InternalRaftRequest.parser(), data));
    } catch (InvalidProtocolBufferException notV3) {
      return strangeV2(data, notV3);
    }
  }

  private static EntryPayload strangeV2(ByteString data, InvalidProtocolBufferException notV3)
      throws InvalidProtocolBufferException {
    try {
      Request request = parse(Request.parser(), data);
      if (!request.getMethod().isEmpty()) {
        return new EntryPayload.V2Request(request);
      }
    } catch (InvalidProtocolBufferException notV2) {
      notV3.addSuppressed(notV2);
    }
    throw notV3;
  }

  private static EntryPayload decodeConfChange(ByteString data)
      throws InvalidProtocolBufferException {
    ConfChange change = parse(ConfChange.parser(), data);
    var context = ConfChangeContext.decode(Bytes.copyOf(change.getContext()));
    return new EntryPayload.ConfigChange(change, context);
  }

  private static boolean hasV2Method(ByteString data) throws InvalidProtocolBufferException {
    CodedInputStream in = data.newCodedInput();
    in.enableAliasing(true);
    try {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (tag == METHOD_TAG) {
          return Kinds.isMethod(in.readBytes());
        }
        if (!in.skipField(tag)) {
          return false;
        }
      }
      return false;
    } catch (InvalidProtocolBufferException malformed) {
      return false; // decoding in full will say so
    } catch (IOException impossible) {
      throw new InvalidProtocolBufferException(impossible);
    }
  }

  private static EntryPayload undecodable(ByteString data, String reason) {
    return new EntryPayload.Undecodable(Bytes.copyOf(data), reason);
  }

  private static <T> T parse(Parser<T> parser, ByteString data)
      throws InvalidProtocolBufferException {
    CodedInputStream in = data.newCodedInput();
    in.enableAliasing(true); // the bytes are immutable: values need no copy of their own
    in.setRecursionLimit(MAX_DEPTH);
    T message = parser.parseFrom(in);
    try {
      if (!in.isAtEnd()) {
        throw new InvalidProtocolBufferException("stray end of a group");
      }
    } catch (InvalidProtocolBufferException malformed) {
      throw malformed;
    } catch (IOException impossible) {
      throw new InvalidProtocolBufferException(impossible);
    }
    return message;
  }
}
