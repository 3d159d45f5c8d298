package io.drydock.node.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import io.drydock.formats.proto.etcdserverpb.ResponseHeader;
import io.drydock.formats.proto.etcdserverpb.WatchCreateRequest;
import io.drydock.node.mvcc.KvStore;
import io.drydock.node.testing.MapBackend;
import io.drydock.node.testing.NoLeases;
import io.drydock.node.testing.Seeds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class WatcherIndexTest {

  @Test
  void findsTheWatchersOfAKeyThatAListFinds() {
    Seeds.check(WatcherIndexTest::compareWithList);
  }

  private static WatchStream stream() {
    var store = KvStore.restore(new MapBackend(), new KvStore.Marks(-1, -1), new NoLeases(), 1);
    var hub =
        new WatchHub(
            new WatchSettings(1, 1),
            store.view(),
            _ -> ResponseHeader.getDefaultInstance(),
            new SplittableRandom(0));
    return hub.open(_ -> true, 0);
  }

  private static ByteString key(RandomGenerator random) {
    byte[] key = new byte[1 + random.nextInt(2)];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) ('a' + random.nextInt(6));
    }
    return ByteString.copyFrom(key);
  }

  private static void compareWithList(RandomGenerator random) {
    WatchStream stream = stream();
    var index = new WatcherIndex();
    List<Watcher> all = new ArrayList<>();
    for (int step = 0; step < 150; step++) {
      if (!all.isEmpty() && random.nextInt(3) == 0) {
        index.remove(all.remove(random.nextInt(all.size())));
      } else {
        var watcher = new Watcher(stream, step, request(random));
        all.add(watcher);
        index.add(watcher);
      }
      ByteString key = key(random);
      Set<Watcher> expected = new HashSet<>(all);
      expected.removeIf(watcher -> !covers(watcher, key));
      List<Watcher> found = new ArrayList<>();
      index.find(key, found::add);
      assertEquals(expected, new HashSet<>(found));
      assertEquals(expected.size(), found.size());
    }
  }

  private static WatchCreateRequest request(RandomGenerator random) {
    var request = WatchCreateRequest.newBuilder().setKey(key(random));
    return switch (random.nextInt(4)) {
      case 0 -> request.build();
      case 1 -> request.setRangeEnd(WatchStream.ZERO).build();
      default -> {
        ByteString end = key(random);
        boolean isInOrder =
            ByteString.unsignedLexicographicalComparator().compare(request.getKey(), end) < 0;
        yield isInOrder ? request.setRangeEnd(end).build() : request.build();
      }
    };
  }

  private static boolean covers(Watcher watcher, ByteString key) {
    var order = ByteString.unsignedLexicographicalComparator();
    if (watcher.isSingle) {
      return key.equals(watcher.start);
    }
    return order.compare(key, watcher.start) >= 0
        && (watcher.end.isEmpty() || order.compare(key, watcher.end) < 0);
  }
}
