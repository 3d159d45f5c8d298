package io.drydock.formats.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.bytes.Bytes;
import io.drydock.formats.member.ConfChangeContext;
import io.drydock.formats.testing.RealDirectories;
import io.drydock.formats.testing.RealLog;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every entry of every kept log. */
final class RealEntriesTest {

  static List<Path> logs() {
    return RealDirectories.files("member/wal");
  }

  @ParameterizedTest
  @MethodSource("logs")
  void everyEntryIsUnderstoodAndComesBack(Path wal) throws Exception {
    for (RealLog.Item entry : RealLog.read(wal).values()) {
      EntryPayload payload = entry.payload();

      assertTrue(
          payload.kind() != RequestKind.UNKNOWN && payload.kind() != RequestKind.UNDECODABLE,
          entry::toString);
      assertEquals(
          payload.kind(), EntryDecoder.peekKind(entry.entryType(), entry.data().segment()));
      assertEquals(entry.data(), encode(payload));
    }
  }

  @Test
  void theKeptLogsHoldTheseKinds() throws Exception {
    Map<RequestKind, Integer> seen = new EnumMap<>(RequestKind.class);
    for (Path wal : logs()) {
      RealLog.read(wal).values().forEach(e -> seen.merge(e.payload().kind(), 1, Integer::sum));
    }

    var missing = EnumSet.allOf(RequestKind.class);
    missing.removeAll(seen.keySet());
    assertEquals(
        Set.of(
            RequestKind.RANGE,
            RequestKind.LEASE_CHECKPOINT,
            RequestKind.AUTH_ROLE_DELETE,
            RequestKind.AUTH_ROLE_REVOKE_PERMISSION,
            RequestKind.DOWNGRADE_INFO_SET,
            RequestKind.DOWNGRADE_VERSION_TEST,
            RequestKind.V2_OTHER,
            RequestKind.CONF_OTHER,
            RequestKind.CONF_CHANGE_V2,
            RequestKind.UNKNOWN,
            RequestKind.UNDECODABLE),
        missing);
  }

  private static Bytes encode(EntryPayload payload) {
    return switch (payload) {
      case EntryPayload.Empty _ -> Bytes.EMPTY;
      case EntryPayload.V2Request(var request) -> Bytes.copyOf(request.toByteString());
      case EntryPayload.InternalRequest(var request) -> Bytes.copyOf(request.toByteString());
      case EntryPayload.ConfigChange(var change, var context) -> {
        if (!(context instanceof ConfChangeContext.None)) {
          assertInstanceOf(ConfChangeContext.OfMember.class, context);
        }
        var again = change.toBuilder();
        if (change.hasContext()) {
          again.setContext(context.encode().toByteString());
        }
        yield Bytes.copyOf(again.build().toByteString());
      }
      case EntryPayload.ConfigChangeV2(var change) -> Bytes.copyOf(change.toByteString());
      case EntryPayload.Undecodable(var data, _) -> data;
    };
  }
}
