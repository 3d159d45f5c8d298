package io.drydock.tools.etcdutl;

import io.drydock.tools.etcdutl.cobra.Exit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Members and URLs of a restore's command line, looked at in etcdutl's order and with its words.
 *
 * <p>Two URLs are the same when their texts are; etcdutl asks name servers, for half a minute when
 * these do not know a host.
 *
 * @param cluster URLs by member, each list sorted, in the order given
 */
record PeerUrls(Map<String, List<String>> cluster) {

  private static final int ERROR = 1;
  private static final String PORT = ":[0-9]*";
  private static final String HOST = "(\\[[^\\]]*]|[^:\\[\\]]*)";

  PeerUrls {
    cluster = new LinkedHashMap<>(cluster);
  }

  /**
   * Reads both flags.
   *
   * @throws Exit when they cannot be taken
   */
  static PeerUrls of(String name, String advertised, String initialCluster) {
    List<String> urls = urls(List.of(advertised.split(",", -1)));
    Map<String, List<String>> members = new LinkedHashMap<>();
    for (String part : initialCluster.split(",")) {
      if (!part.isEmpty()) {
        String[] halves = part.split("=", 2);
        String url = halves.length > 1 ? halves[1] : "";
        members.computeIfAbsent(halves[0], _ -> new ArrayList<>()).add(url);
      }
    }
    members.replaceAll((member, given) -> urls(given));
    var found = new PeerUrls(members);
    found.requireMember(name, urls);
    found.requireDifferent();
    return found;
  }

  private static List<String> urls(List<String> given) {
    return given.stream().map(PeerUrls::url).sorted().toList();
  }

  private static String url(String given) {
    String url = given.strip();
    int end = url.indexOf("://");
    String scheme = end < 0 ? "" : url.substring(0, end).toLowerCase(Locale.ROOT);
    switch (scheme) {
      case "unix", "unixs" -> {
        return url;
      }
      case "http", "https" -> {
        String rest = url.substring(end + "://".length());
        String authority = rest.split("[/?#]", 2)[0];
        if (!authority.matches(HOST + PORT)) {
          throw new Exit(ERROR, "URL address does not have the form \"host:port\": " + url);
        }
        if (!authority.equals(rest)) {
          throw new Exit(ERROR, "URL must not contain a path: " + url);
        }
        return scheme + "://" + rest;
      }
      default -> throw new Exit(ERROR, "URL scheme must be http, https, unix, or unixs: " + url);
    }
  }

  private void requireMember(String name, List<String> advertised) {
    List<String> urls = cluster.get(name);
    if (urls == null) {
      throw new Exit(
          ERROR, "couldn't find local name \"" + name + "\" in the initial cluster configuration");
    }
    if (urls.equals(advertised)) {
      return;
    }
    List<String> missing = new ArrayList<>(urls);
    missing.removeAll(advertised);
    if (!missing.isEmpty()) {
      throw new Exit(
          ERROR,
          "--initial-cluster has %s but missing from --initial-advertise-peer-urls=%s (%s)"
              .formatted(
                  named(name, missing),
                  String.join(",", advertised),
                  difference(advertised, urls)));
    }
    List<String> more = new ArrayList<>(advertised);
    more.removeAll(urls);
    throw new Exit(
        ERROR,
        "--initial-advertise-peer-urls has %s but missing from --initial-cluster=%s"
            .formatted(String.join(",", more), named(name, advertised)));
  }

  private static String named(String name, List<String> urls) {
    return urls.stream().map(url -> name + "=" + url).collect(Collectors.joining(","));
  }

  private static String difference(List<String> advertised, List<String> urls) {
    if (advertised.size() != urls.size()) {
      return "len(" + quoted(advertised) + ") != len(" + quoted(urls) + ")";
    }
    for (int i = 0; i < urls.size(); i++) {
      if (!urls.get(i).equals(advertised.get(i))) {
        return "resolved urls: \"" + advertised.get(i) + "\" != \"" + urls.get(i) + "\"";
      }
    }
    throw new IllegalArgumentException("no difference");
  }

  private static String quoted(List<String> urls) {
    return urls.stream().map(url -> "\"" + url + "\"").collect(Collectors.joining(" ", "[", "]"));
  }

  private void requireDifferent() {
    var seen = new TreeSet<String>();
    for (List<String> urls : cluster.values()) {
      for (String url : urls) {
        if (!seen.add(url)) {
          throw new Exit(ERROR, "initial cluster " + text() + " has duplicate url");
        }
      }
    }
  }

  /** As {@code --initial-cluster} takes it, sorted. */
  String text() {
    return cluster.entrySet().stream()
        .flatMap(member -> member.getValue().stream().map(url -> member.getKey() + "=" + url))
        .sorted()
        .collect(Collectors.joining(","));
  }
}
