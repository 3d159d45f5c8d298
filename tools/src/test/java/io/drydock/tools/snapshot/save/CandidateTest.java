package io.drydock.tools.snapshot.save;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drydock.formats.member.ClusterId;
import io.drydock.formats.member.MemberId;
import io.drydock.tools.UsageException;
import io.drydock.tools.client.Endpoint;
import io.drydock.tools.client.MemberStatus;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CandidateTest {

  /** {@code 1f90}: member 1, follower, applied 90; l leader, n no leader, x corrupt, r learner. */
  private static Candidate candidate(String text) {
    String name = text.substring(0, 1);
    Endpoint endpoint = Endpoint.parseAll("m" + name).getFirst();
    char kind = text.charAt(1);
    if (kind == '-') {
      return Candidate.silent(endpoint, "m" + name + ": status: no answer");
    }
    long id = Long.parseLong(name);
    long leader =
        switch (kind) {
          case 'l' -> id;
          case 'n' -> 0;
          default -> 99;
        };
    List<String> errors =
        kind == 'x'
            ? List.of("memberID:" + id + " alarm:CORRUPT ")
            : List.of("memberID:1  alarm:NOSPACE");
    return Candidate.answered(
        endpoint,
        new MemberStatus(
            new ClusterId(1),
            new MemberId(id),
            new MemberId(leader),
            "3.5.30",
            4096,
            Long.parseLong(text.substring(2)),
            kind == 'r',
            errors));
  }

  private static List<Candidate> candidates(String text) {
    return Stream.of(text.split(" ")).map(CandidateTest::candidate).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "1l9, m1",
    "1l9 2f9 3f9, m2",
    "3f9 2f9 1l9, m3",
    "1l9 2f7 3f8, m3",
    "1l9 2f-1 3f8, m2",
    "1l9 2- 3-, m1",
    "1l9 2x9, m1",
    "1x9 2f9, m2",
    "1n9 2r9, m2",
    "1n9 2n10, m2",
    "1r9 2l5, m2"
  })
  void whoIsAsked(String members, String chosen) {
    assertEquals(chosen, Candidate.choose(candidates(members)).orElseThrow().endpoint().text());
  }

  @ParameterizedTest
  @CsvSource({"1-", "1x9", "1- 2x9 3-"})
  void nobodyCanBeAsked(String members) {
    assertTrue(Candidate.choose(candidates(members)).isEmpty());
  }

  @Test
  void anAlarmOfAnotherMemberIsNoReason() {
    MemberStatus twelve =
        new MemberStatus(
            new ClusterId(1),
            new MemberId(1),
            new MemberId(1),
            "3.5.30",
            4096,
            9,
            false,
            List.of("memberID:12 alarm:CORRUPT ", "alarm:CORRUPT"));
    assertEquals(false, twelve.isCorrupt());
  }

  @Test
  void endpointsOfTwoClustersAreAWrongCommandLine() {
    Candidate other =
        Candidate.answered(
            Endpoint.parseAll("other").getFirst(),
            new MemberStatus(
                new ClusterId(2),
                new MemberId(1),
                new MemberId(1),
                "3.5.30",
                4096,
                9,
                false,
                List.of()));
    var refused =
        assertThrows(
            UsageException.class, () -> Candidate.choose(List.of(candidate("1l9"), other)));
    assertEquals("--endpoints: m1 is of cluster 1, other of cluster 2", refused.getMessage());
  }
}
