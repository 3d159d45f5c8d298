package io.drydock.tools.restore;

import io.drydock.formats.member.PeerUrl;
import io.drydock.tools.UsageException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The cluster that a restore founds.
 *
 * @param token etcd's {@code --initial-cluster-token}; ids depend on it
 * @param members peer URLs in normal form, sorted, by name, in the order given
 */
record ClusterSpec(String token, Map<String, List<String>> members) {

  ClusterSpec {
    members = new LinkedHashMap<>(members);
  }

  /**
   * From the text of etcd's {@code --initial-cluster}: {@code m1=http://a:2380,m2=http://b:2380}; a
   * name given again adds a URL to its member.
   *
   * @throws UsageException when it is of another form
   */
  static ClusterSpec parse(String token, String flag, String initialCluster) {
    Map<String, List<String>> members = new LinkedHashMap<>();
    for (String part : initialCluster.split(",")) {
      if (part.isBlank()) {
        continue;
      }
      int equals = part.indexOf('=');
      String name = equals < 0 ? "" : part.substring(0, equals).strip();
      if (name.isEmpty()) {
        throw new UsageException(flag + " " + part + ": not of the form NAME=URL");
      }
      members
          .computeIfAbsent(name, _ -> new ArrayList<>())
          .add(url(flag, part.substring(equals + 1)));
    }
    return of(token, flag, members);
  }

  /**
   * From names and URLs.
   *
   * @param flag what a complaint begins with
   * @throws UsageException when there is no member, a member without URL, or a URL twice
   */
  static ClusterSpec of(String token, String flag, Map<String, List<String>> given) {
    if (given.isEmpty()) {
      throw new UsageException(flag + ": names no member");
    }
    var seen = new TreeSet<String>();
    Map<String, List<String>> members = new LinkedHashMap<>();
    for (var member : given.entrySet()) {
      if (member.getValue().isEmpty()) {
        throw new UsageException(flag + ": member " + member.getKey() + " has no peer URL");
      }
      for (String url : member.getValue()) {
        if (!seen.add(url)) {
          throw new UsageException(flag + ": " + url + " is there twice");
        }
      }
      members.put(member.getKey(), member.getValue().stream().sorted().toList());
    }
    return new ClusterSpec(token, members);
  }

  /**
   * A peer URL in normal form.
   *
   * @throws UsageException when it is none
   */
  static String url(String flag, String text) {
    return switch (PeerUrl.parse(text)) {
      case PeerUrl.Normal(String url) -> url;
      case PeerUrl.Refused(String reason) ->
          throw new UsageException(flag + ": the URL '" + text.strip() + "' " + reason);
    };
  }

  /**
   * Makes sure that a member is in the cluster as it says of itself, as etcd does; but where etcd
   * would ask a name server whether two hosts are the same, here they differ.
   *
   * @param advertised its {@code --initial-advertise-peer-urls} in normal form
   * @throws UsageException when it is not
   */
  void requireMember(String name, List<String> advertised) {
    List<String> urls = members.get(name);
    if (urls == null) {
      throw new UsageException(
          "--name " + name + ": not in --initial-cluster, which has " + names());
    }
    if (!urls.equals(advertised.stream().sorted().toList())) {
      throw new UsageException(
          "--initial-advertise-peer-urls "
              + String.join(",", advertised)
              + ": --initial-cluster has "
              + String.join(",", urls)
              + " for "
              + name);
    }
  }

  private String names() {
    return String.join(", ", members.keySet());
  }
}
