package io.drydock.tools.client;

import com.google.protobuf.ByteString;
import io.drydock.formats.proto.etcdserverpb.AlarmMember;
import io.drydock.formats.proto.etcdserverpb.AlarmRequest;
import io.drydock.formats.proto.etcdserverpb.AlarmRequest.AlarmAction;
import io.drydock.formats.proto.etcdserverpb.CompactionRequest;
import io.drydock.formats.proto.etcdserverpb.DefragmentRequest;
import io.drydock.formats.proto.etcdserverpb.PutRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.List;

/** What is asked of a member that runs: writes, and what makes room for them. */
public final class Upkeep {

  private final Connection connection;

  /** Over this connection, which stays its owner's. */
  public Upkeep(Connection connection) {
    this.connection = connection;
  }

  /** What became of a write. */
  public sealed interface Written {

    /** It is durable, at this revision. */
    record At(long revision) implements Written {}

    /** There is no room for it, in the server's words. */
    record NoRoom(String words) implements Written {}
  }

  /**
   * Writes a key.
   *
   * @throws IOException when the member refuses for another reason than its quota, or does not
   *     answer in time
   */
  public Written put(String key, byte[] value) throws IOException {
    var request =
        PutRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8(key))
            .setValue(ByteString.copyFrom(value))
            .build();
    try {
      return new Written.At(connection.ask(Calls.PUT, request).getHeader().getRevision());
    } catch (StatusRuntimeException refused) {
      if (refused.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED) {
        return new Written.NoRoom(String.valueOf(refused.getStatus().getDescription()));
      }
      throw connection.failure("put", refused);
    }
  }

  /**
   * Forgets history before a revision; on return the records are gone.
   *
   * @throws IOException when the member refuses, or does not answer in time
   */
  public void compact(long revision) throws IOException {
    var request = CompactionRequest.newBuilder().setRevision(revision).setPhysical(true).build();
    try {
      connection.ask(Calls.COMPACT, request);
    } catch (StatusRuntimeException refused) {
      throw connection.failure("compact", refused);
    }
  }

  /**
   * Gives back the room of what is gone.
   *
   * @throws IOException when the member refuses, or does not answer in time
   */
  public void defragment() throws IOException {
    try {
      connection.ask(Calls.DEFRAGMENT, DefragmentRequest.getDefaultInstance());
    } catch (StatusRuntimeException refused) {
      throw connection.failure("defragment", refused);
    }
  }

  /**
   * The alarms of the cluster, each as etcdctl prints it.
   *
   * @throws IOException when the member refuses, or does not answer in time
   */
  public List<String> alarms() throws IOException {
    return alarm(AlarmRequest.getDefaultInstance()).stream().map(Upkeep::text).toList();
  }

  /**
   * Disarms all alarms that there are, one after the other.
   *
   * @throws IOException when the member refuses, or does not answer in time
   */
  public void disarm() throws IOException {
    for (AlarmMember each : alarm(AlarmRequest.getDefaultInstance())) {
      alarm(
          AlarmRequest.newBuilder()
              .setAction(AlarmAction.DEACTIVATE)
              .setMemberID(each.getMemberID())
              .setAlarm(each.getAlarm())
              .build());
    }
  }

  private List<AlarmMember> alarm(AlarmRequest request) throws IOException {
    try {
      return connection.ask(Calls.ALARM, request).getAlarmsList();
    } catch (StatusRuntimeException refused) {
      throw connection.failure("alarm", refused);
    }
  }

  private static String text(AlarmMember alarm) {
    return "memberID:" + Long.toUnsignedString(alarm.getMemberID()) + " alarm:" + alarm.getAlarm();
  }
}
