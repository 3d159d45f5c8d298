package io.drydock.tools.cli;

import io.drydock.formats.bytes.Bytes;
import io.drydock.tools.output.Texts;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whether the words of the command line came in as they were typed. The JVM turns them from bytes
 * into text by the character set of the locale and replaces silently what does not fit, so that a
 * key would not be found, or another file would be.
 */
public final class Words {

  private static final String UTF_8 = "UTF-8";
  private static final char REPLACEMENT = '\uFFFD';

  private Words() {}

  /**
   * Why the command line cannot be taken; empty when it can.
   *
   * @param words as the JVM passes them
   * @param charset by which it made them from bytes
   * @param commandLine the process's own command line, words ended by zeros; empty where the system
   *     does not tell
   */
  public static Optional<String> refusal(
      String[] words, String charset, Supplier<Optional<byte[]>> commandLine) {
    boolean isUtf8 = charset.equalsIgnoreCase(UTF_8);
    boolean isReplaced = List.of(words).stream().anyMatch(word -> word.indexOf(REPLACEMENT) >= 0);
    if (isUtf8 && !isReplaced) {
      return Optional.empty();
    }
    List<Bytes> typed = commandLine.get().map(Words::split).orElse(List.of());
    int before = typed.size() - words.length;
    for (int i = 0; i < words.length && before >= 0; i++) {
      Optional<String> refusal = refusal(words[i], charset, typed.get(before + i));
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> refusal(String word, String charset, Bytes typed) {
    String shown = "argument '" + Texts.quoted(typed) + "'";
    try {
      ByteBuffer bytes = ByteBuffer.wrap(typed.toByteArray());
      String meant = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      return meant.equals(word)
          ? Optional.empty()
          : Optional.of(
              shown
                  + ": the locale's character set is "
                  + charset
                  + ", which cannot take it; set LC_ALL=C.UTF-8");
    } catch (CharacterCodingException other) {
      return Optional.of(
          shown
              + " is not UTF-8: give a key with --hex-key, and a file by a name in UTF-8, such as"
              + " that of a link to it");
    }
  }

  private static List<Bytes> split(byte[] commandLine) {
    List<Bytes> words = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < commandLine.length; i++) {
      if (commandLine[i] == 0) {
        words.add(Bytes.adopt(Arrays.copyOfRange(commandLine, start, i)));
        start = i + 1;
      }
    }
    return words;
  }
}
