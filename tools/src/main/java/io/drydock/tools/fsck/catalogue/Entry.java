package io.drydock.tools.fsck.catalogue;

import java.util.List;
import java.util.Objects;

/**
 * What is known of one code.
 *
 * @param code of findings ({@code WAL-CRC}), or of a message of etcd ({@code ETCD-WAL-CRC})
 * @param cause one or two sentences: what it is and where it comes from
 * @param start what a server does when it is started on it
 * @param startNote more about that; may be empty
 * @param loss whether acknowledged data may be lost, by the code alone
 * @param advice what to do
 * @param says what etcd says; nothing for codes of findings
 */
public record Entry(
    String code, String cause, Start start, String startNote, Loss loss, Advice advice, Says says) {

  /** Codes of etcd's messages begin so; no finding has one. */
  public static final String MESSAGE_PREFIX = "ETCD-";

  /**
   * A message of etcd.
   *
   * @param wordings the forms that it has had
   * @param isWeak etcd also says so without harm, so that other messages tell more
   * @param codes what fsck finds in the directory then
   */
  public record Says(List<Wording> wordings, boolean isWeak, List<String> codes) {

    /** Copies the lists. */
    public Says {
      wordings = List.copyOf(wordings);
      codes = List.copyOf(codes);
    }
  }

  /** Code, cause and wordings are required. */
  public Entry {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(cause, "cause");
    Objects.requireNonNull(says, "says");
  }

  /** True for a message of etcd, false for a code of findings. */
  public boolean isMessage() {
    return code.startsWith(MESSAGE_PREFIX);
  }
}
