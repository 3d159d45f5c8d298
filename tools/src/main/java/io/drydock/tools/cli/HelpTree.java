package io.drydock.tools.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The command list of {@code drydock --help}: every noun with every verb, on one screen. */
public final class HelpTree {

  private static final int NAME_COLUMNS = 22;

  private HelpTree() {}

  /** Replaces the root's list of nouns by the whole tree. */
  public static void install(CommandLine root) {
    IHelpSectionRenderer whole = help -> draw(help, root);
    root.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, whole);
  }

  /** One line of the list. */
  record Entry(String name, String description) {}

  private static String draw(CommandLine.Help help, CommandLine root) {
    int width = root.getUsageHelpWidth();
    TextTable table =
        TextTable.forColumns(
            help.colorScheme(),
            new Column(NAME_COLUMNS, 2, Column.Overflow.SPAN),
            new Column(width - NAME_COLUMNS, 2, Column.Overflow.WRAP));
    for (Entry entry : entries(root, "")) {
      table.addRowValues(entry.name(), entry.description());
    }
    return table.toString();
  }

  /** Commands that do something, depth first, in the order of the tree. */
  static List<Entry> entries(CommandLine parent, String prefix) {
    List<Entry> entries = new ArrayList<>();
    for (var child : parent.getSubcommands().entrySet()) {
      CommandLine command = child.getValue();
      String name = prefix + child.getKey();
      if (command.getSubcommands().isEmpty() || command.getCommand() instanceof Callable<?>) {
        String[] description = command.getCommandSpec().usageMessage().description();
        entries.add(new Entry(name, description.length == 0 ? "" : description[0]));
      }
      entries.addAll(entries(command, name + " "));
    }
    return entries;
  }
}
