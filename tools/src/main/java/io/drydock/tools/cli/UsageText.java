package io.drydock.tools.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, in our words where picocli's are those of a parser. */
final class UsageText {

  private static final String OURS = "drydock: ";
  private static final String LABEL = "Error: ";

  private UsageText() {}

  static String of(ParameterException failure) {
    return switch (failure) {
      case UnmatchedArgumentException unmatched -> unknown(unmatched);
      case MutuallyExclusiveArgsException both -> exclusive(both.getMessage());
      default ->
          failure.getArgSpec() == null || failure.getValue() == null
              ? plain(failure.getMessage())
              : unfit(failure, failure.getArgSpec(), failure.getValue());
    };
  }

  /** What follows an unknown option may be its value or be meant otherwise. */
  private static String unknown(UnmatchedArgumentException failure) {
    List<String> unmatched = failure.getUnmatched();
    String named =
        unmatched.stream()
            .filter(word -> word.startsWith("-"))
            .findFirst()
            .orElseGet(() -> String.join(" ", unmatched));
    List<String> suggestions = failure.getSuggestions();
    return "unknown argument "
        + named
        + (suggestions.isEmpty() ? "" : "; did you mean " + suggestions.getFirst() + "?");
  }

  /** Of {@code Error: --a, --b are mutually exclusive (specify only one)}. */
  private static String exclusive(String message) {
    String text = unlabelled(message);
    int end = text.indexOf(" are mutually exclusive");
    return end < 0 ? plain(message) : text.substring(0, end) + " are mutually exclusive";
  }

  private static String unfit(ParameterException failure, ArgSpec argument, String value) {
    String name =
        argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    return name + " " + value + ": " + reason(failure, argument.auxiliaryTypes()[0]);
  }

  private static String reason(ParameterException failure, Class<?> type) {
    if (Number.class.isAssignableFrom(type) || type == long.class || type == int.class) {
      return "not a number, or too large a one";
    }
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(constant -> constant.toString())
          .collect(Collectors.joining(", ", "expected one of ", ""));
    }
    return type == Path.class ? "cannot be a file name" : plain(failure.getMessage());
  }

  private static String plain(String message) {
    String text = unlabelled(message);
    return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }

  private static String unlabelled(String message) {
    String text = message.startsWith(OURS) ? message.substring(OURS.length()) : message;
    return text.startsWith(LABEL) ? text.substring(LABEL.length()) : text;
  }
}
