package io.drydock.tools.fsck.examine;

import io.drydock.formats.Finding;
import io.drydock.tools.fsck.catalogue.Entry;
import io.drydock.tools.fsck.catalogue.Loss;
import io.drydock.tools.fsck.catalogue.Start;
import java.util.List;

/**
 * A finding and what it means in this directory.
 *
 * @param finding what is wrong and where
 * @param entry what is known of its code
 * @param start what a server of this release does over it
 * @param loss whether acknowledged data may be lost
 * @param next what to do, as command lines that can be run as they are but for words in capitals
 */
public record Diagnosis(Finding finding, Entry entry, Start start, Loss loss, List<String> next) {

  /** Copies the list. */
  public Diagnosis {
    next = List.copyOf(next);
  }
}
