package io.drydock.formats.proto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.authpb.Permission;
import io.drydock.formats.proto.authpb.User;
import io.drydock.formats.proto.etcdserverpb.AuthRoleAddRequest;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.Request;
import io.drydock.formats.proto.raftpb.ConfChange;
import io.drydock.formats.proto.raftpb.ConfChangeType;
import io.drydock.formats.proto.raftpb.ConfState;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.EntryType;
import io.drydock.formats.proto.raftpb.HardState;
import io.drydock.formats.proto.raftpb.MessageType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the settings of the .proto files are for: nothing is lost that we do not understand. */
final class ProtoFidelityTest {

  /** auth_role_add whose name is ff fe, after a header whose user name is a lone c3. */
  private static final String ROLE_NOT_UTF8 = "a206050801 1201c3 824b040a02fffe";

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void whatIsNotUnderstoodIsWrittenBack(String what, Parser<? extends Message> parser, String hex)
      throws InvalidProtocolBufferException {
    Message read = parse(parser, hex);

    assertEquals(hex.replace(" ", ""), hex(read));
    assertEquals(hex.replace(" ", ""), hex(read.toBuilder().build()));
  }

  static Stream<Arguments> whatIsNotUnderstoodIsWrittenBack() {
    return Stream.of(
        Arguments.of("number 200 in an entry", Entry.parser(), "0800 1002 1803 c20c027879"),
        Arguments.of(
            "a request of a later etcd", InternalRaftRequest.parser(), "a206020801 c257020801"),
        Arguments.of(
            "number 9 in a put in a request",
            InternalRaftRequest.parser(),
            "22080a016b1201764805 a206020801"),
        Arguments.of(
            "fixed64 and group", HardState.parser(), "0801 1000 1802 510102030405060708 5b5c"),
        Arguments.of("strings not UTF-8", InternalRaftRequest.parser(), ROLE_NOT_UTF8),
        Arguments.of("role names not UTF-8", User.parser(), "0a0161 1a01ff 1a026f6b 1a02c328"),
        Arguments.of("v2 value not UTF-8", Request.parser(), "1203505554 1a03312fff 2202fffe"),
        Arguments.of("entry type 7", Entry.parser(), "0807 1002 1803"),
        Arguments.of("permission type 9", Permission.parser(), "0809 120161"));
  }

  @Test
  void readingAStringThatIsNotUtf8DoesNotChangeIt() throws InvalidProtocolBufferException {
    InternalRaftRequest read = InternalRaftRequest.parseFrom(bytes(ROLE_NOT_UTF8));

    assertEquals("\uFFFD\uFFFD", read.getAuthRoleAdd().getName());
    assertEquals(bytes("fffe"), read.getAuthRoleAdd().getNameBytes());
    assertEquals(ROLE_NOT_UTF8.replace(" ", ""), hex(read));
  }

  @Test
  void readingAListOfStringsThatAreNotUtf8DoesNotChangeIt() throws InvalidProtocolBufferException {
    User read = User.parseFrom(bytes("0a0161 1a01ff 1a026f6b"));

    assertEquals(List.of("\uFFFD", "ok"), List.copyOf(read.getRolesList()));
    assertEquals("0a01611a01ff1a026f6b", hex(read.toBuilder().setName(read.getName()).build()));
  }

  @Test
  void changingAnotherFieldDoesNotChangeAStringThatIsNotUtf8()
      throws InvalidProtocolBufferException {
    InternalRaftRequest.Builder builder =
        InternalRaftRequest.parseFrom(bytes(ROLE_NOT_UTF8)).toBuilder();
    builder.getHeaderBuilder().setID(2);

    assertEquals(ROLE_NOT_UTF8.replace(" ", "").replace("0801", "0802"), hex(builder.build()));
  }

  /** Why identity goes by getNameBytes(). */
  @Test
  void generatedEqualsTakesStringsThatAreNotUtf8ForTheSame() throws InvalidProtocolBufferException {
    AuthRoleAddRequest one = AuthRoleAddRequest.parseFrom(bytes("0a01ff"));
    AuthRoleAddRequest other = AuthRoleAddRequest.parseFrom(bytes("0a01fe"));

    assertEquals(one, other);
    assertNotEquals(one.getNameBytes(), other.getNameBytes());
  }

  @Test
  void unknownEntryTypeIsNotTakenForANormalEntry() throws InvalidProtocolBufferException {
    Entry entry = Entry.parseFrom(bytes("0807 1002 1803"));

    assertEquals(EntryType.UNRECOGNIZED, entry.getType());
    assertEquals(7, entry.getTypeValue());
  }

  @Test
  void absentEntryTypeIsNormal() throws InvalidProtocolBufferException {
    Entry entry = Entry.parseFrom(bytes("1002 1803"));

    assertFalse(entry.hasType());
    assertEquals(EntryType.EntryNormal, entry.getType());
  }

  @Test
  void zeroThatWasSetIsWritten() {
    assertEquals(
        "080010001800", hex(HardState.newBuilder().setTerm(0).setVote(0).setCommit(0).build()));
    assertEquals("", hex(HardState.getDefaultInstance()));
    assertEquals(
        "080010011805",
        hex(
            ConfChange.newBuilder()
                .setId(0)
                .setType(ConfChangeType.ConfChangeRemoveNode)
                .setNodeId(5)
                .build()));
  }

  @Test
  void listsOfMembersAreUnpackedAndReadEitherWay() throws InvalidProtocolBufferException {
    ConfState state =
        ConfState.newBuilder().addVoters(1).addVoters(2).addLearners(3).setAutoLeave(false).build();

    assertEquals("08010802 1003 2800".replace(" ", ""), hex(state));
    assertEquals(state, ConfState.parseFrom(bytes("0a020102 120103 2800")));
  }

  /** raft 3.6: the zero vote follows the context, the snapshot is left out. */
  @Test
  void messageWithEveryScalarSetIsTheGogoForm() {
    var heartbeat =
        io.drydock.formats.proto.raftpb.Message.newBuilder()
            .setType(MessageType.MsgHeartbeat)
            .setTo(1)
            .setFrom(2)
            .setTerm(3)
            .setLogTerm(0)
            .setIndex(0)
            .setCommit(4)
            .setReject(false)
            .setRejectHint(0)
            .setVote(0)
            .build();

    assertEquals("0808100118022003280030004004500058006800", hex(heartbeat));
  }

  @Test
  void numbersAboveTheSignBitAreKept() throws InvalidProtocolBufferException {
    ConfState state = ConfState.parseFrom(bytes("08ffffffffffffffffff01"));

    assertEquals(List.of(-1L), state.getVotersList());
  }

  private static Message parse(Parser<? extends Message> parser, String hex)
      throws InvalidProtocolBufferException {
    return parser.parseFrom(bytes(hex));
  }

  private static ByteString bytes(String hex) {
    return Bytes.ofHex(hex).toByteString();
  }

  private static String hex(Message message) {
    return Bytes.copyOf(message.toByteString()).toHex();
  }
}
