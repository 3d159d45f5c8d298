package io.drydock.formats.member;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids against those that real clusters had. */
final class MemberIdTest {

  @Test
  void bootstrapIdIsTheHashOfUrlsAndToken() {
    var id = MemberId.ofBootstrap(List.of("http://127.0.0.1:37380"), "tok-1");

    assertEquals("83d002b3610e988b", id.hex());
    assertEquals("ced9cb95001d69ed", ClusterId.of(List.of(id)).hex());
  }

  @Test
  void idOfAnAddedMemberIsTheHashOfUrlsAndTime() {
    var id = MemberId.ofAddition(List.of("http://127.0.0.1:37999"), 1795219620L);

    assertEquals("e8b39a1fd7c47f01", id.hex());
  }

  @Test
  void urlsAreSortedFirst() {
    var urls = List.of("http://b:2380", "http://a:2380");

    assertEquals(MemberId.ofBootstrap(urls, "t"), MemberId.ofBootstrap(urls.reversed(), "t"));
  }

  @Test
  void clusterIdTakesMembersInUnsignedOrder() {
    var low = new MemberId(1);
    var high = new MemberId(-1);

    assertTrue(low.compareTo(high) < 0);
    assertEquals(ClusterId.of(List.of(low, high)), ClusterId.of(List.of(high, low)));
  }

  @Test
  void hexHasNoLeadingZerosButMayBeReadWithThem() {
    assertEquals("1f", new MemberId(31).hex());
    assertEquals(Optional.of(new MemberId(31)), MemberId.parse("000000000000000000001F"));
    assertEquals(Optional.of(new MemberId(-1)), MemberId.parse("ffffffffffffffff"));
    assertEquals(Optional.of(MemberId.NONE), MemberId.parse("0"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0x1", "-1", "+1", "g", "10000000000000000", " 1", "\u0661"})
  void whatGoRefusesAsHexIsRefused(String text) {
    assertEquals(Optional.empty(), MemberId.parse(text));
    assertEquals(Optional.empty(), ClusterId.parse(text));
  }
}
