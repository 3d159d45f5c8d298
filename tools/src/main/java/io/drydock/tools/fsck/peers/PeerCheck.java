package io.drydock.tools.fsck.peers;

import io.drydock.formats.Extent;
import io.drydock.formats.Finding;
import io.drydock.formats.FormatException;
import io.drydock.formats.mvcc.KeyRecord;
import io.drydock.formats.mvcc.KeyScan;
import io.drydock.formats.raft.LogPosition;
import io.drydock.formats.wal.replay.LogReplay;
import io.drydock.tools.compare.Groups;
import io.drydock.tools.compare.LogComparison;
import io.drydock.tools.compare.StoreComparison;
import io.drydock.tools.compare.StoreComparison.Difference;
import io.drydock.tools.fsck.catalogue.Advice;
import io.drydock.tools.fsck.catalogue.Catalogue;
import io.drydock.tools.fsck.catalogue.Entry;
import io.drydock.tools.fsck.examine.Diagnosis;
import io.drydock.tools.fsck.examine.Examination.Identity;
import io.drydock.tools.fsck.examine.Rejoin;
import io.drydock.tools.member.LogPlace;
import io.drydock.tools.output.Texts;
import io.drydock.tools.source.DbSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compares members: identities, logs by raft index, stores by revision. Which one is the odd one
 * out is told by the majority; of two alone nothing tells it.
 */
public final class PeerCheck {

  private static final int KEY_BYTES_SHOWN = 60;

  private final List<Peer> peers;
  private final List<Diagnosis> diagnoses = new ArrayList<>();
  private final Map<List<Peer>, Pair> pairs = new LinkedHashMap<>();

  private PeerCheck(List<Peer> peers) {
    this.peers = peers;
  }

  /** Two stores, and where and what their first difference is. */
  private record Stores(StoreComparison comparison, Optional<Place> first) {}

  /** The first difference: on each side the place of its record, if it has one. */
  private record Place(Optional<Extent> one, Optional<Extent> other, String key) {}

  /**
   * Compares members that were examined.
   *
   * @param peers two or more
   * @throws IOException when a file that is there cannot be read
   * @throws io.drydock.tools.source.ChangingException when a server commits to a database faster
   *     than it can be read
   */
  public static Comparison of(List<Peer> peers) throws IOException {
    return new PeerCheck(peers).compare();
  }

  private Comparison compare() throws IOException {
    sameMembers();
    Map<Optional<Long>, List<Peer>> clusters =
        peers.stream()
            .collect(
                Collectors.groupingBy(
                    peer -> owner(peer).map(LogReplay.Owner::clusterId),
                    LinkedHashMap::new,
                    Collectors.toList()));
    List<Optional<Long>> ids = clusters.keySet().stream().filter(Optional::isPresent).toList();
    if (ids.size() > 1) {
      String of =
          ids.stream()
              .map(id -> titles(clusters.get(id)) + " of " + Long.toHexString(id.orElseThrow()))
              .collect(Collectors.joining(", "));
      add(PeerCode.CLUSTER.at(nowhere(peers.getFirst()), of), peers.getFirst(), false);
    }
    for (Optional<Long> id : ids) {
      logs(clusters.get(id));
      stores(clusters.get(id));
    }
    return new Comparison(worstFirst(), List.copyOf(pairs.values()));
  }

  private List<Diagnosis> worstFirst() {
    return diagnoses.stream()
        .sorted((a, b) -> b.finding().severity().compareTo(a.finding().severity()))
        .toList();
  }

  private static Optional<LogReplay.Owner> owner(Peer peer) {
    return peer.examination().identity().owner();
  }

  private void sameMembers() {
    Map<LogReplay.Owner, List<Peer>> byOwner =
        peers.stream()
            .filter(peer -> owner(peer).isPresent())
            .collect(
                Collectors.groupingBy(
                    peer -> owner(peer).get(), LinkedHashMap::new, Collectors.toList()));
    for (List<Peer> same : byOwner.values()) {
      if (same.size() > 1) {
        String of = same.stream().map(p -> p.examination().directory()).collect(joining());
        add(
            PeerCode.SAME_MEMBER.at(
                nowhere(same.get(1)), "all of " + same.getFirst().ownName() + ": " + of),
            same.get(1),
            false);
      }
    }
  }

  private void logs(List<Peer> members) throws IOException {
    List<Peer> with = members.stream().filter(peer -> !peer.entries().isEmpty()).toList();
    Groups<Peer> groups = Groups.of(with, (one, other) -> logsOf(one, other).isSame());
    for (List<Peer> odd : odd(groups)) {
      Peer other = groups.groups().getFirst().getFirst();
      long index = logsOf(other, odd.getFirst()).firstDivergent().orElseThrow();
      Optional<LogPlace> here = LogPlace.of(odd.getFirst().directory(), index);
      Optional<LogPlace> there = LogPlace.of(other.directory(), index);
      String message =
          stand(groups, odd)
              + " from raft index "
              + Long.toUnsignedString(index)
              + " on: the entry is of term "
              + term(here)
              + ", that of "
              + title(other)
              + " of term "
              + term(there);
      Extent at = here.map(LogPlace::at).orElse(nowhere(odd.getFirst()));
      add(PeerCode.LOG.at(at, message), odd.getFirst(), groups.majority().isPresent());
    }
  }

  private static String term(Optional<LogPlace> place) {
    return place
        .map(LogPlace::position)
        .map(LogPosition::term)
        .map(Long::toUnsignedString)
        .orElse("unknown");
  }

  private LogComparison logsOf(Peer one, Peer other) {
    LogComparison logs = LogComparison.of(one.log(), other.log());
    Pair pair = pair(one, other);
    pairs.put(
        List.of(one, other),
        new Pair(pair.first(), pair.second(), Optional.of(logs), pair.stores()));
    if (logs.compared() == 0 && pair.logs().isEmpty()) {
      noOverlap(one, other, "the logs have no committed index in common");
    }
    return logs;
  }

  private void stores(List<Peer> members) throws IOException {
    List<Peer> with = members.stream().filter(Peer::hasStore).toList();
    Groups<Peer> groups =
        Groups.of(
            with,
            (one, other) -> storesOf(one, other).map(s -> s.comparison().isSame()).orElse(true));
    for (List<Peer> odd : odd(groups)) {
      Peer other = groups.groups().getFirst().getFirst();
      Stores stores = storesOf(other, odd.getFirst()).orElseThrow();
      Difference first = stores.comparison().first().orElseThrow();
      Place place = stores.first().orElseThrow();
      String what =
          switch (first.kind()) {
            case ONLY_FIRST -> "is missing there";
            case ONLY_SECOND -> "is only there";
            case OTHER -> "is another there";
          };
      String message =
          stand(groups, odd)
              + " from revision "
              + first.revision()
              + " on: the record of key "
              + place.key()
              + " "
              + what
              + "; "
              + Texts.count(stores.comparison().differences(), "difference")
              + " with "
              + title(other)
              + " up to revision "
              + stores.comparison().upTo();
      Extent at = place.other().or(place::one).orElseThrow();
      add(PeerCode.REVISION.at(at, message), odd.getFirst(), groups.majority().isPresent());
    }
  }

  /** Empty when a store is damaged; what is wrong with it is told where it was examined. */
  private Optional<Stores> storesOf(Peer one, Peer other) throws IOException {
    try (DbSource first = DbSource.open(one.directory());
        DbSource second = DbSource.open(other.directory())) {
      Place[] place = new Place[1];
      StoreComparison stores =
          StoreComparison.of(
              first.view(),
              second.view(),
              (difference, a, b) -> {
                if (place[0] == null) {
                  place[0] = place(difference, a, b);
                }
              });
      first.checkUnchanged();
      second.checkUnchanged();
      Pair pair = pair(one, other);
      pairs.put(
          List.of(one, other),
          new Pair(pair.first(), pair.second(), pair.logs(), Optional.of(stores)));
      if (stores.isWithoutOverlap() && pair.stores().isEmpty()) {
        noOverlap(one, other, "one store was compacted beyond the newest revision of the other");
      }
      return Optional.of(new Stores(stores, Optional.ofNullable(place[0])));
    } catch (FormatException told) {
      return Optional.empty();
    }
  }

  private static Place place(Difference difference, KeyScan one, KeyScan other)
      throws FormatException {
    boolean isInOne = difference.kind() != StoreComparison.Kind.ONLY_SECOND;
    boolean isInOther = difference.kind() != StoreComparison.Kind.ONLY_FIRST;
    KeyRecord record = (isInOne ? one : other).record().value();
    return new Place(
        isInOne ? Optional.of(one.at()) : Optional.empty(),
        isInOther ? Optional.of(other.at()) : Optional.empty(),
        Texts.preview(record.key(), KEY_BYTES_SHOWN));
  }

  private void noOverlap(Peer one, Peer other, String why) {
    add(
        PeerCode.NO_OVERLAP.at(nowhere(other), title(one) + " and " + title(other) + ": " + why),
        other,
        false);
  }

  private Pair pair(Peer one, Peer other) {
    return pairs.getOrDefault(
        List.of(one, other),
        new Pair(
            one.examination().directory(),
            other.examination().directory(),
            Optional.empty(),
            Optional.empty()));
  }

  /** All groups but the first, which is the majority where there is one. */
  private static List<List<Peer>> odd(Groups<Peer> groups) {
    return groups.isOne() ? List.of() : groups.groups().subList(1, groups.groups().size());
  }

  private String stand(Groups<Peer> groups, List<Peer> odd) {
    if (groups.majority().isPresent()) {
      int all = groups.groups().stream().mapToInt(List::size).sum();
      return titles(odd) + " is the odd one out of " + all;
    }
    return titles(odd)
        + " and "
        + titles(groups.groups().getFirst())
        + " differ, and no majority tells which is right,";
  }

  /** The name, unless another of them has the same. */
  private String title(Peer peer) {
    long same = peers.stream().filter(one -> one.ownName().equals(peer.ownName())).count();
    return same > 1 ? peer.examination().directory() : peer.ownName();
  }

  private String titles(List<Peer> some) {
    return some.stream().map(this::title).collect(joining());
  }

  private static Collector<CharSequence, ?, String> joining() {
    return Collectors.joining(", ");
  }

  private static Extent nowhere(Peer peer) {
    return new Extent(peer.examination().directory(), 0, 0);
  }

  /** A member against which a majority stands is to be made anew. */
  private void add(Finding finding, Peer odd, boolean isMinority) {
    Entry entry = Catalogue.all().of(finding.code());
    Identity identity = odd.examination().identity();
    String directory = odd.examination().directory();
    var meant =
        new Advice.Meant(directory, directory + "/member/snap/db", directory + "/member/wal", "");
    Stream<String> look =
        entry.advice().look().stream().map(line -> meant.fill(line, finding.at().file()));
    List<String> rejoin =
        isMinority && entry.advice().isRejoin()
            ? Rejoin.lines(identity.owner(), identity.members())
            : List.of();
    List<String> next = Stream.concat(look, rejoin.stream()).toList();
    diagnoses.add(new Diagnosis(finding, entry, entry.start(), entry.loss(), next));
  }
}
