package io.drydock.formats.bolt;

import io.drydock.formats.Severity;

/** Everything that {@link BoltCheck} can find. */
public enum BoltProblem {
  /** One meta cannot be used; bbolt goes by the other, so the last commit may be lost. */
  META("BOLT-META", Severity.WARNING),
  /** Neither meta can be used: bbolt does not open the file. */
  NO_META("BOLT-NO-META", Severity.ERROR),
  /** The header of a valid meta's page is not that of a meta page; bbolt does not read it. */
  META_HEADER("BOLT-META-HEADER", Severity.WARNING),
  /** The file ends before its high-water mark: bbolt faults when it touches what is missing. */
  TRUNCATED("BOLT-TRUNCATED", Severity.ERROR),
  /** A page is not the one that the reference says, or of no kind, or leaves the file. */
  PAGE("BOLT-PAGE", Severity.ERROR),
  /** Two references lead to one page, or a page leads back to itself. */
  PAGE_TWICE("BOLT-PAGE-TWICE", Severity.ERROR),
  /** A tree or buckets in buckets have more levels than any sound file. */
  DEPTH("BOLT-DEPTH", Severity.ERROR),
  /** A key or value does not lie in its page. */
  ELEMENT("BOLT-ELEMENT", Severity.ERROR),
  /**
   * A page is not filled as bbolt fills it: there were more elements, they overlap or have a gap
   * between them, or more pages belong to it than it needs. bbolt reads it without a word.
   */
  FILLING("BOLT-FILLING", Severity.ERROR),
  /** An element has flags that no version of bbolt writes. */
  ELEMENT_FLAGS("BOLT-ELEMENT-FLAGS", Severity.WARNING),
  /** A key is empty or longer than bbolt takes. */
  KEY_LENGTH("BOLT-KEY-LENGTH", Severity.ERROR),
  /** Keys are not in order, in a page or against the page above: lookups miss them. */
  KEY_ORDER("BOLT-KEY-ORDER", Severity.ERROR),
  /** A branch below the root has one child: bbolt panics when it deletes there. */
  ONE_CHILD("BOLT-ONE-CHILD", Severity.WARNING),
  /**
   * The header of a bucket, or its inline page, is damaged, or its element says that it is none.
   */
  BUCKET("BOLT-BUCKET", Severity.ERROR),
  /** The page of the freelist is damaged. */
  FREELIST("BOLT-FREELIST", Severity.ERROR),
  /** The freelist names a page that cannot be free, or one page twice. */
  FREELIST_ID("BOLT-FREELIST-ID", Severity.ERROR),
  /** A page is in a tree and in the freelist: the next commits overwrite it. */
  FREE_IN_USE("BOLT-FREE-IN-USE", Severity.ERROR),
  /** A page is neither in a tree nor in the freelist: its room is lost until a defragmentation. */
  LEAKED("BOLT-LEAKED", Severity.WARNING);

  private final String code;
  private final Severity severity;

  BoltProblem(String code, Severity severity) {
    this.code = code;
    this.severity = severity;
  }

  /** The stable name in findings. */
  public String code() {
    return code;
  }

  /** How much it matters. */
  public Severity severity() {
    return severity;
  }
}
