package io.drydock.tools.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.drydock.formats.backend.ReleaseLine;
import io.drydock.tools.UsageException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterSpecTest {

  private static ClusterSpec parse(String text) {
    return ClusterSpec.parse("t", "--initial-cluster", text);
  }

  @Test
  void aNameGivenAgainAddsUrlsWhichAreSorted() {
    var spec = parse(" m2 = http://b:2380,m1=http://z:2380,,m1=HTTP://a:2380,");
    assertEquals(List.of("m2", "m1"), List.copyOf(spec.members().keySet()));
    assertEquals(
        Map.of("m1", List.of("http://a:2380", "http://z:2380"), "m2", List.of("http://b:2380")),
        spec.members());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                | --initial-cluster: names no member
          ,                                 | --initial-cluster: names no member
          m1                                | --initial-cluster m1: not of the form NAME=URL
          =http://a:1                       | --initial-cluster =http://a:1: not of the form NAME=URL
          m1=a:1                            | --initial-cluster: the URL 'a:1' has no scheme
          m1=                               | --initial-cluster: the URL '' has no scheme
          m1=http://a:1/x                   | the URL 'http://a:1/x' has '/x' at its end
          m1=http://a:1,m2=http://a:1       | --initial-cluster: http://a:1 is there twice
          m1=http://a:1,m1=http://a:1       | --initial-cluster: http://a:1 is there twice
          """)
  void aTextOfAnotherFormIsRefused(String text, String message) {
    String complaint = assertThrows(UsageException.class, () -> parse(text)).getMessage();
    assertEquals(true, complaint.contains(message), complaint);
  }

  @Test
  void aMemberIsInTheClusterAsItSaysOfItself() {
    var spec = parse("m1=http://a:1,m1=http://b:1,m2=http://c:1");
    spec.requireMember("m1", List.of("http://b:1", "http://a:1"));
    assertEquals(
        "--name m3: not in --initial-cluster, which has m1, m2",
        assertThrows(UsageException.class, () -> spec.requireMember("m3", List.of())).getMessage());
    assertEquals(
        "--initial-advertise-peer-urls http://a:1: --initial-cluster has http://a:1,http://b:1 for"
            + " m1",
        assertThrows(UsageException.class, () -> spec.requireMember("m1", List.of("http://a:1")))
            .getMessage());
  }

  /** Ids as etcdutl 3.5.30 gave them to these members. */
  @Test
  void idsAreThoseOfEtcd() {
    var cluster =
        NewCluster.of(
            ClusterSpec.parse("tok-1", "", "m1=http://127.0.0.1:37380"), ReleaseLine.V3_5);
    assertEquals("83d002b3610e988b", cluster.members().getFirst().id().hex());
    assertEquals("ced9cb95001d69ed", cluster.clusterId().hex());
  }
}
