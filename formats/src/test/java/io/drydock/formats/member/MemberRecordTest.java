package io.drydock.formats.member;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.CorruptFileException;
import io.drydock.formats.Extent;
import io.drydock.formats.bytes.Bytes;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MemberRecordTest {

  private static final Extent AT = new Extent("db", 64, 10);

  @Test
  void everyFieldIsRead() throws Exception {
    var json =
        """
        {"id":16770266870867066625,"peerURLs":["http://a:1","http://b:2"],"isLearner":true,\
        "name":"m3","clientURLs":["http://c:3"]}\
        """;
    var member = MemberRecord.decode(Bytes.ofUtf8(json), AT);

    assertEquals("e8bbf4ddca887f01", member.id().hex());
    assertEquals(new RaftAttributes(List.of("http://a:1", "http://b:2"), true), member.raft());
    assertEquals(new MemberAttributes("m3", List.of("http://c:3")), member.attributes());
    assertTrue(member.isStarted());
    assertEquals(json, member.encode().toUtf8());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":0,\"peerURLs\":null}",
        "{\"id\":18446744073709551615,\"peerURLs\":[\"http://127.0.0.1:1\"]}",
        "{\"id\":7,\"peerURLs\":[\"http://h:1\"],\"name\":\"a\\u0026\\\"\\u2028\u00e9\"}",
        "{\"id\":7,\"peerURLs\":[\"u\"],\"clientURLs\":[\"x\",\"y\"]}",
        "{\"id\":7,\"peerURLs\":[\"u\"],\"zone\":{\"a\":[1,2.5,null,\"b\"]},\"weight\":3}",
      })
  void whatIsReadIsWrittenBack(String json) throws Exception {
    assertEquals(json, MemberRecord.decode(Bytes.ofUtf8(json), AT).encode().toUtf8());
  }

  @Test
  void halvesHaveTheFormOfTheV2Store() throws Exception {
    var raft = "{\"peerURLs\":[\"http://127.0.0.1:25371\"],\"isLearner\":true}";
    var published = "{\"name\":\"m1\",\"clientURLs\":[\"http://127.0.0.1:25220\"]}";

    assertEquals(raft, RaftAttributes.decode(Bytes.ofUtf8(raft), AT).encode().toUtf8());
    assertEquals(published, MemberAttributes.decode(Bytes.ofUtf8(published), AT).encode().toUtf8());
    assertEquals("{}", MemberAttributes.EMPTY.encode().toUtf8());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{",
        "{}x",
        "{\"id\":-1}",
        "{\"id\":18446744073709551616}",
        "{\"id\":1.5}",
        "{\"id\":\"1\"}",
        "{\"peerURLs\":\"u\"}",
        "{\"peerURLs\":[1]}",
        "{\"peerURLs\":[\"u\"",
        "{\"isLearner\":1}",
        "{\"name\":[]}",
        "{\"name\":\"\\ud\"}",
      })
  void whatIsNoMemberRecordIsCorruption(String json) {
    var failure =
        assertThrows(CorruptFileException.class, () -> MemberRecord.decode(Bytes.ofUtf8(json), AT));

    assertEquals(AT, failure.at());
    assertTrue(failure.getMessage().startsWith("member record: "), failure.getMessage());
  }

  @Test
  void damagedRecordsNeverThrowAnythingElse() {
    byte[] good =
        Bytes.ofUtf8("{\"id\":7,\"peerURLs\":[\"u\"],\"name\":\"m\",\"x\":{\"a\":[1e9]}}")
            .toByteArray();
    var random = new Random(20261121);
    for (int round = 0; round < 50_000; round++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      assertInstanceOf(ConfChangeContext.class, ConfChangeContext.decode(Bytes.adopt(bad)));
    }
  }

  @Test
  void promotionIsToldFromAnAddition() {
    var json = "{\"id\":9,\"peerURLs\":null,\"isPromote\":true}";
    var context = ConfChangeContext.decode(Bytes.ofUtf8(json));

    var promotion = assertInstanceOf(ConfChangeContext.OfMember.class, context);
    assertTrue(promotion.isPromote());
    assertEquals(new MemberId(9), promotion.member().id());
    assertEquals(json, context.encode().toUtf8());
  }

  @Test
  void contextThatIsNoRecordIsKept() {
    var content = Bytes.ofHex("ff 00");
    var context = ConfChangeContext.decode(content);

    assertInstanceOf(ConfChangeContext.Unreadable.class, context);
    assertEquals(content, context.encode());
    assertEquals(new ConfChangeContext.None(), ConfChangeContext.decode(Bytes.EMPTY));
  }
}
