package io.drydock.tools.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who stands with whom. */
class GroupsTest {

  @ParameterizedTest
  @CsvSource({
    "aaa, aaa, aaa",
    "aba, aa b, aa",
    "abb, bb a, bb",
    "ab, a b, ''",
    "abc, a b c, ''",
    "ababb, bbb aa, bbb",
    "abab, aa bb, ''",
  })
  void aMajorityIsMoreThanHalf(String members, String groups, String majority) throws IOException {
    Groups<String> found = Groups.of(Stream.of(members.split("")).toList(), String::equals);
    assertEquals(
        Stream.of(groups.split(" ")).map(group -> List.of(group.split(""))).toList(),
        found.groups());
    assertEquals(
        majority.isEmpty() ? Optional.empty() : Optional.of(List.of(majority.split(""))),
        found.majority());
  }

  @ParameterizedTest
  @CsvSource({"a, true", "aa, true", "ab, false"})
  void oneGroupIsAgreement(String members, boolean isOne) throws IOException {
    Groups<String> groups = Groups.of(Stream.of(members.split("")).toList(), String::equals);
    if (isOne) {
      assertTrue(groups.isOne());
    } else {
      assertFalse(groups.isOne());
    }
  }
}
