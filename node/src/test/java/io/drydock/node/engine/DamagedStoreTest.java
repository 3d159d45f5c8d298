package io.drydock.node.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.drydock.formats.proto.etcdserverpb.RangeRequest;
import io.drydock.formats.wal.WalSegment;
import io.drydock.node.EtcdError;
import io.drydock.node.RefusedException;
import io.drydock.node.StopException;
import io.drydock.node.testing.Tables;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** A reader that comes upon damage, or comes too late, is answered. */
class DamagedStoreTest {

  @TempDir private Path folder;

  @Test
  void aDamagedRecordEndsTheMemberWithItsReason() throws Exception {
    Lone.putAndStop(folder, WalSegment.NOMINAL_BYTES, 60);
    try (Engine engine = Lone.start(folder, WalSegment.NOMINAL_BYTES)) {
      assertEquals(0, engine.ask(view -> view.range(key("none"))).getKvsCount());
      Tables.damage(folder.resolve("member/kv"));
      assertStopped(() -> engine.ask(view -> view.range(key("key40"))));
      var end = assertThrows(ExecutionException.class, () -> engine.ended().get());
      assertInstanceOf(StopException.class, end.getCause());
      assertTrue(end.getCause().getMessage().contains("checksum"), end.getCause().getMessage());
      var late = new CompletableFuture<EtcdError>();
      engine.linearize(refusal(late));
      assertEquals(EtcdError.STOPPED, late.get());
    }
  }

  @Test
  void aHashOfDamagedRowsEndsTheMember() throws Exception {
    Lone.putAndStop(folder, WalSegment.NOMINAL_BYTES, 60);
    try (Engine engine = Lone.start(folder, WalSegment.NOMINAL_BYTES)) {
      Tables.damage(folder.resolve("member/kv"));
      assertStopped(engine::backendHash);
      assertThrows(ExecutionException.class, () -> engine.ended().get());
    }
  }

  @Test
  void whoComesAfterTheEndIsToldSo() throws Exception {
    Lone.putAndStop(folder, WalSegment.NOMINAL_BYTES, 60);
    Engine engine = Lone.start(folder, WalSegment.NOMINAL_BYTES);
    engine.close();
    assertStopped(() -> engine.ask(view -> view.range(key("key3"))));
    assertStopped(() -> engine.ask(view -> view.hashKv(0)));
    assertStopped(engine::defragment);
    assertStopped(engine::backendHash);
    assertStopped(() -> engine.snapshot(_ -> {}, _ -> {}));
    engine.ended().get();
  }

  private static RangeRequest key(String key) {
    return RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build();
  }

  private static void assertStopped(Executable call) {
    var refused = assertThrows(RefusedException.class, call);
    assertEquals(EtcdError.STOPPED, refused.error());
  }

  private static Reply<Void> refusal(CompletableFuture<EtcdError> reason) {
    return new Reply<>() {
      @Override
      public void done(Void answer) {
        reason.completeExceptionally(new AssertionError("an answer of a member that has ended"));
      }

      @Override
      public void refused(EtcdError refused) {
        reason.complete(refused);
      }
    };
  }
}
