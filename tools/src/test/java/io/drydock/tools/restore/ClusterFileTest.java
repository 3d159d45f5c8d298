package io.drydock.tools.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.drydock.tools.UsageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ClusterFileTest {

  @TempDir Path folder;

  private ClusterSpec read(byte[] content) throws IOException {
    return ClusterFile.read(Files.write(folder.resolve("cluster.yaml"), content));
  }

  private ClusterSpec read(String yaml) throws IOException {
    return read(yaml.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void membersHaveOneUrlOrSeveral() throws IOException {
    var spec =
        read(
            """
            # after the fire
            token: prod-2
            members:
              - name: m1
                peer-urls: https://10.0.0.1:2380
              - {name: "2", peer-urls: [https://b:2380, https://a:2380]}
            """);
    assertEquals("prod-2", spec.token());
    assertEquals(List.of("m1", "2"), List.copyOf(spec.members().keySet()));
    assertEquals(
        Map.of(
            "m1",
            List.of("https://10.0.0.1:2380"),
            "2",
            List.of("https://a:2380", "https://b:2380")),
        spec.members());
  }

  @Test
  void jsonIsYamlAndTheTokenMayBeMissing() throws IOException {
    var spec = read("{\"members\": [{\"peer-urls\": \"http://a:1\", \"name\": \"m1\"}]}");
    assertEquals("etcd-cluster", spec.token());
    assertEquals(Map.of("m1", List.of("http://a:1")), spec.members());
  }

  static Stream<Arguments> wrong() {
    String head = "members:\n  - name: m1\n    peer-urls: http://a:1\n";
    return Stream.of(
        Arguments.of("", ":1:1: expected token: and members:"),
        Arguments.of("- a\n", ":1:1: expected token: and members:"),
        Arguments.of("just text\n", ":1:1: expected token: and members:"),
        Arguments.of("token: t\n", ": members: is missing"),
        Arguments.of(head + "tokens: t\n", ":4:1: unknown key tokens; known: token, members"),
        Arguments.of("token: a\ntoken: b\n", ":2:1: token is there twice"),
        Arguments.of(head + "members: []\n", ":4:1: members is there twice"),
        Arguments.of("token:\n" + head, ":1:7: token: needs a value"),
        Arguments.of("token: ''\n" + head, ":1:8: token: needs a value"),
        Arguments.of("token: {}\n" + head, ":1:8: token: needs a value"),
        Arguments.of("token: &t x\nmembers: *t\n", ":2:10: members: is a list"),
        Arguments.of("members: m1\n", ":1:10: members: is a list"),
        Arguments.of("members: []\n", ": names no member"),
        Arguments.of("members:\n  - m1\n", ":2:5: a member has name: and peer-urls:"),
        Arguments.of("members:\n  - name: m1\n", ":2:5: a member has name: and peer-urls:"),
        Arguments.of(
            "members:\n  - peer-urls: http://a:1\n", ":2:5: a member has name: and peer-urls:"),
        Arguments.of(
            "members:\n  - name: m1\n    urls: http://a:1\n",
            ":3:5: unknown key urls; known: name, peer-urls"),
        Arguments.of("members:\n  - name: m1\n    name: m2\n", ":3:5: name is there twice"),
        Arguments.of("members:\n  - name: [m1]\n", ":2:11: name: needs a value"),
        Arguments.of("members:\n  - name: a/b\n", ":2:11: name a/b cannot be the name of a folder"),
        Arguments.of("members:\n  - name: ..\n", ":2:11: name .. cannot be the name of a folder"),
        Arguments.of("members:\n  - name: .\n", ":2:11: name . cannot be the name of a folder"),
        Arguments.of("members:\n  - name: &n m1\n    peer-urls: *n\n", ":3:16: peer-urls: is a"),
        Arguments.of(
            "members:\n  - name: &n m1\n    peer-urls: http://a:1\n  - name: *n\n",
            ":4:11: name: needs a value"),
        Arguments.of("members:\n  - name: m1\n    peer-urls: 5\n", ":3:16: peer-urls: is a URL"),
        Arguments.of("members:\n  - name: m1\n    peer-urls: {}\n", ":3:16: peer-urls: is a URL"),
        Arguments.of(
            "members:\n  - name: m1\n    peer-urls: [http://a:1, [x]]\n", ":3:29: peer-urls: is a"),
        Arguments.of("members:\n  - name: m1\n    peer-urls: []\n", ": member m1 has no peer URL"),
        Arguments.of(
            "members:\n  - name: m1\n    peer-urls: a:1\n",
            ":3:16: the URL 'a:1' has no scheme: http://HOST:PORT or https://HOST:PORT"),
        Arguments.of(
            "members:\n  - name: m1\n    peer-urls: [http://a:1,\n      http://b]\n",
            ":4:7: the URL 'http://b' has no port"),
        Arguments.of(
            head + "  - name: m1\n    peer-urls: http://b:1\n", ":4:5: member m1 is there twice"),
        Arguments.of(
            head + "  - name: m2\n    peer-urls: http://a:1\n", ": http://a:1 is there twice"),
        Arguments.of(head + "---\ntoken: x\n", ":5:1: nothing may follow"),
        Arguments.of("members:\n\t- name: m1\n", ":2:1: found character '\\t(TAB)'"),
        Arguments.of("members: [\n", ":2:1: expected the node content"),
        Arguments.of("members: *m\n", ":1:10: members: is a list"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void eachMistakeIsNamedWithLineAndColumn(String yaml, String complaint) {
    String message = assertThrows(UsageException.class, () -> read(yaml)).getMessage();
    assertEquals(true, message.contains("cluster.yaml" + complaint), message);
  }

  @Test
  void aFileOfAnotherKindIsRefused() {
    byte[] noise = new byte[5000];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (byte) (i * 31);
    }
    for (byte[] content : List.of(noise, new byte[100], new byte[] {(byte) 0xc3, 0x28, 0x0a})) {
      String message = assertThrows(UsageException.class, () -> read(content)).getMessage();
      assertEquals(true, message.contains("cluster.yaml"), message);
    }
  }

  @Test
  void aMissingFileIsNoMistakeOfTheFile() {
    assertThrows(NoSuchFileException.class, () -> ClusterFile.read(folder.resolve("nowhere.yaml")));
  }
}
