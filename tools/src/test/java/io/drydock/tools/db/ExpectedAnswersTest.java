package io.drydock.tools.db;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.drydock.testdata.Expected;
import io.drydock.testdata.Kv;
import io.drydock.tools.Kept;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our answers on kept directories are those that their live servers gave. */
class ExpectedAnswersTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "etcd-3.4.23-single",
        "etcd-3.5.16-single",
        "etcd-3.5.30-single",
        "etcd-3.6.14-single",
        "etcd-3.7.1-single"
      })
  void singleMemberAnswersAsItsServerDid(String name) throws IOException {
    new SingleAnswers(Kept.directory(name)).check();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "etcd-3.4.23-cluster3",
        "etcd-3.5.16-cluster3",
        "etcd-3.5.30-cluster3",
        "etcd-3.6.14-cluster3",
        "etcd-3.7.1-cluster3"
      })
  void membersOfAClusterAnswerAsTheirServersDid(String name) throws IOException {
    Path directory = Kept.directory(name);
    JsonNode afterKill = new Expected(directory).json("after_kill");
    for (String member : List.of("m1", "m3")) {
      JsonNode status = DbJson.found("status", directory.resolve(member)).json();
      JsonNode server = afterKill.path(member).path("status").path(0).path("Status");
      assertEquals(
          server.path("header").path("revision").asLong(), status.path("revision").asLong());
      JsonNode wanted = afterKill.path(member).path("hashkv").path(0).path("HashKV");
      // A learner of 3.6 and 3.7 refuses to answer.
      if (!wanted.isMissingNode()) {
        JsonNode hashes = DbJson.found("hashkv", directory.resolve(member)).json().path("hashes");
        assertEquals(wanted.path("hash").asLong(), hashes.path(0).path("hash").asLong(), member);
      }
    }
  }

  @Test
  void theTourIsTheStoreThatItsServerShowed() throws IOException {
    Path directory = Kept.directory("prod-etcd-1");
    Map<String, Long> expected = new TreeMap<>();
    for (Kv kv : new Expected(directory).kvs("get_keys_rev_current")) {
      expected.put(kv.keyHex(), kv.modRevision());
    }
    Map<String, Long> found = new TreeMap<>();
    for (Kv kv : DbJson.of("ls", directory.resolve("data")).kvs()) {
      found.put(kv.keyHex(), kv.modRevision());
    }
    assertEquals(expected, found);
  }

  @Test
  void anUpgradedDirectoryHasTheKeysOfItsLastServer() throws IOException {
    Path directory = Kept.directory("etcd-3.7.1-upgraded-3.5.30-3.6.14");
    List<Kv> expected = new Expected(directory).kvs("3.7.1_get_all");
    assertTrue(expected.size() > 10);
    assertEquals(expected, DbJson.of("ls", directory.resolve("data"), "--values").kvs());
  }
}
