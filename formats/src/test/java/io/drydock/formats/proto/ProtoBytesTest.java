package io.drydock.formats.proto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.TextFormat;
import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.proto.authpb.Permission;
import io.drydock.formats.proto.authpb.Role;
import io.drydock.formats.proto.authpb.User;
import io.drydock.formats.proto.etcdserverpb.AlarmMember;
import io.drydock.formats.proto.etcdserverpb.InternalRaftRequest;
import io.drydock.formats.proto.etcdserverpb.Metadata;
import io.drydock.formats.proto.etcdserverpb.Request;
import io.drydock.formats.proto.leasepb.Lease;
import io.drydock.formats.proto.mvccpb.KeyValue;
import io.drydock.formats.proto.raftpb.ConfChange;
import io.drydock.formats.proto.raftpb.Entry;
import io.drydock.formats.proto.raftpb.HardState;
import io.drydock.formats.proto.raftpb.SnapshotMetadata;
import io.drydock.formats.proto.walpb.Record;
import io.drydock.formats.proto.walpb.Snapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Messages out of real files of etcd 3.4 to 3.7, in {@code messages.txt} beside this class: what is
 * in them, and that they are written back as they were.
 */
final class ProtoBytesTest {

  private static final Map<String, Parser<? extends Message>> PARSERS =
      Map.ofEntries(
          Map.entry("authpb.Permission", Permission.parser()),
          Map.entry("authpb.Role", Role.parser()),
          Map.entry("authpb.User", User.parser()),
          Map.entry("etcdserverpb.AlarmMember", AlarmMember.parser()),
          Map.entry("etcdserverpb.InternalRaftRequest", InternalRaftRequest.parser()),
          Map.entry("etcdserverpb.Metadata", Metadata.parser()),
          Map.entry("etcdserverpb.Request", Request.parser()),
          Map.entry("leasepb.Lease", Lease.parser()),
          Map.entry("mvccpb.KeyValue", KeyValue.parser()),
          Map.entry("raftpb.ConfChange", ConfChange.parser()),
          Map.entry("raftpb.Entry", Entry.parser()),
          Map.entry("raftpb.HardState", HardState.parser()),
          Map.entry("raftpb.Message", io.drydock.formats.proto.raftpb.Message.parser()),
          Map.entry("raftpb.SnapshotMetadata", SnapshotMetadata.parser()),
          Map.entry("walpb.Record", Record.parser()),
          Map.entry("walpb.Snapshot", Snapshot.parser()));

  @ParameterizedTest
  @MethodSource("samples")
  void realMessageReadsAsWhatItSays(Sample sample) throws InvalidProtocolBufferException {
    assertEquals(sample.text(), TextFormat.printer().printToString(sample.parse()).strip());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void realMessageIsWrittenBackByteForByte(Sample sample) throws InvalidProtocolBufferException {
    Message rebuilt = sample.parse().toBuilder().build();

    assertEquals(sample.bytes().toHex(), Bytes.copyOf(rebuilt.toByteString()).toHex());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void realMessageHoldsNoUnknownField(Sample sample) throws InvalidProtocolBufferException {
    assertTrue(sample.parse().getUnknownFields().asMap().isEmpty());
  }

  @Test
  void everyTypeHasSamples() throws IOException {
    assertEquals(PARSERS.keySet(), samples().map(Sample::type).collect(Collectors.toSet()));
  }

  /** Samples are apart by an empty line: a title after #, the type, hex lines, ----, the text. */
  static Stream<Sample> samples() throws IOException {
    try (var in = ProtoBytesTest.class.getResourceAsStream("messages.txt")) {
      assertNotNull(in);
      String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(all.strip().split("\n\n+")).map(Sample::of);
    }
  }

  private record Sample(String title, String type, Bytes bytes, String text) {

    static Sample of(String block) {
      List<String> lines = block.lines().toList();
      int rule = lines.indexOf("----");
      return new Sample(
          lines.get(0).substring("# ".length()),
          lines.get(1),
          Bytes.ofHex(String.join(" ", lines.subList(2, rule))),
          String.join("\n", lines.subList(rule + 1, lines.size())));
    }

    Message parse() throws InvalidProtocolBufferException {
      return PARSERS.get(type).parseFrom(bytes.toByteString());
    }

    @Override
    public String toString() {
      return title;
    }
  }
}
