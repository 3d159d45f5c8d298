package io.drydock.node.config;

/** What {@code -h} prints. */
final class Help {
  static final String USAGE =
      """
      Usage:

        etcd [flags]
          Start a member.

        etcd --version
          Say which version this is.

        etcd -h | --help
          Show all flags.

        etcd --config-file FILE
          Start with the settings of a file alone: flags and variables are not looked at.
      """;

  private Help() {}

  /** Usage and every flag, those that are refused too, with the reason. */
  static String full() {
    var text = new StringBuilder(USAGE);
    FlagTable.groups()
        .forEach((subject, flags) -> {
          text.append('\n').append(subject).append(":\n");
          flags.stream()
              .filter(flag -> flag.support() != Flag.Support.IGNORED)
              .forEach(flag -> describe(flag, text));
        });
    return text.toString();
  }

  private static void describe(Flag flag, StringBuilder text) {
    text.append("  --%s '%s'\n    ".formatted(flag.name(), flag.byDefault()));
    switch (flag.support()) {
      case WORKS -> text.append(flag.note());
      case NEEDLESS, IGNORED -> text.append("No effect: ").append(flag.note()).append('.');
      case LATER -> text.append("Refused: ").append(flag.note()).append('.');
    }
    text.append('\n');
  }
}
