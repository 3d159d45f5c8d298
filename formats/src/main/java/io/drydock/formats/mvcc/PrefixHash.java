package io.drydock.formats.mvcc;

import io.drydock.formats.FormatException;
import io.drydock.formats.backend.BackendView;
import io.drydock.formats.bytes.Bytes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A checksum over the records of one prefix: where the HashKV of two members differs, those of the
 * prefixes tell in which part of the key space.
 *
 * <p>CRC-32C over raw key and raw value of each record under the prefix that counts for {@link
 * HashKv}, in key order. No server gives it.
 *
 * @param prefix as {@link KeyPrefixes} divides
 * @param hash u32
 * @param records that went into it
 */
public record PrefixHash(Bytes prefix, int hash, long records) {

  private static final byte SEPARATOR = '/';

  /**
   * All of them at a revision.
   *
   * @param prefixes in their order
   * @param others those of further prefixes together, when there were more than were asked for
   */
  public record All(List<PrefixHash> prefixes, Optional<PrefixHash> others) {

    /** Copies the list. */
    public All {
      prefixes = List.copyOf(prefixes);
    }
  }

  private static final class Sum {
    final CRC32C crc = new CRC32C();
    long records;

    void add(KeyScan record) {
      crc.update(record.rawKey().asByteBuffer());
      crc.update(record.rawValue().asByteBuffer());
      records++;
    }

    PrefixHash of(Bytes prefix) {
      return new PrefixHash(prefix, (int) crc.getValue(), records);
    }
  }

  /**
   * Takes them: one scan, or two when anything was compacted.
   *
   * @param hash at whose revision
   * @param depth how many parts of a key make a prefix, 0 or more
   * @param most how many prefixes are kept apart
   * @throws FormatException when a record or the tree is damaged
   */
  public static All at(BackendView view, HashKv hash, int depth, int most) throws FormatException {
    var prefixes = new KeyPrefixes(view.memory(), depth, SEPARATOR, most);
    List<Sum> sums = new ArrayList<>();
    var others = new Sum();
    var records = HashedRecords.of(view, hash.hashRevision(), hash.compactRevision());
    while (records.next()) {
      KeyValueView message = records.scan().keyValue();
      int number = prefixes.numberOf(message.keyOffset(), message.keyLength());
      if (number == sums.size()) {
        sums.add(new Sum());
      }
      (number == KeyPrefixes.NONE ? others : sums.get(number)).add(records.scan());
    }
    List<PrefixHash> hashes = new ArrayList<>();
    for (int i = 0; i < sums.size(); i++) {
      hashes.add(sums.get(i).of(prefixes.prefix(i)));
    }
    hashes.sort(Comparator.comparing(PrefixHash::prefix));
    return new All(
        hashes, others.records == 0 ? Optional.empty() : Optional.of(others.of(Bytes.EMPTY)));
  }
}
