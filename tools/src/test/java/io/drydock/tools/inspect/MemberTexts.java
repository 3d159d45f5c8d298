package io.drydock.tools.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Members as texts that can be compared: those of a server's answer, and ours. */
final class MemberTexts {

  private MemberTexts() {}

  /** Of the array that {@code member list} answers, with etcdctl's or the gateway's names. */
  static Set<String> answered(JsonNode members) {
    return texts(
        members,
        member ->
            Long.toHexString(Long.parseUnsignedLong(member.path("ID").asText()))
                + " "
                + member.path("name").asText("")
                + (member.path("isLearner").asBoolean() ? " learner" : "")
                + member.path("peerURLs")
                + (member.has("clientURLs") ? member.path("clientURLs") : "[]"));
  }

  /** Of {@code inspect}'s field {@code membership}. */
  static Set<String> shown(JsonNode membership) {
    return texts(
        membership.path("members"),
        member ->
            member.path("id").asText()
                + " "
                + member.path("name").asText()
                + (member.path("learner").asBoolean() ? " learner" : "")
                + member.path("peer_urls")
                + member.path("client_urls"));
  }

  private static Set<String> texts(JsonNode members, Function<JsonNode, String> text) {
    Set<String> texts = new TreeSet<>();
    members.forEach(member -> texts.add(text.apply(member)));
    return texts;
  }
}
