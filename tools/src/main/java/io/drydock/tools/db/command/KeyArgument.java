package io.drydock.tools.db.command;

import io.drydock.formats.bytes.Bytes;
import io.drydock.tools.UsageException;
import java.util.HexFormat;
import picocli.CommandLine.Option;

/** How a key on the command line is read: as text, or as hex where the shell cannot write it. */
public final class KeyArgument {

  @Option(names = "--hex-key", description = "the key (or prefix) is given in hex digits")
  private boolean isHex;

  /**
   * The bytes that the user means.
   *
   * @throws UsageException when hex was announced and this is none
   */
  public Bytes parse(String text) {
    if (!isHex) {
      return Bytes.ofUtf8(text);
    }
    try {
      return Bytes.adopt(HexFormat.of().parseHex(text));
    } catch (IllegalArgumentException notHex) {
      throw new UsageException("--hex-key: expected pairs of hex digits, found '" + text + "'");
    }
  }
}
