package io.drydock.node.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads what was asked for: flags before variables, a configuration file instead of both.
 *
 * <p>A value that is none ends as etcd ends it: exit code 2 with usage for a flag, 1 for everything
 * else.
 */
public final class ConfigReader {
  private static final String FILE = "config-file";

  private ConfigReader() {}

  /** What a command line asks for. */
  public sealed interface Asked {
    /**
     * To serve.
     *
     * @param config with these settings
     */
    record Serve(NodeConfig config) implements Asked {}

    /**
     * To be told something.
     *
     * @param text that answers
     */
    record Print(String text) implements Asked {}
  }

  /**
   * Reads arguments and environment.
   *
   * @throws ConfigException when they make no sense, or ask for what is not served
   */
  public static Asked read(List<String> arguments, Map<String, String> environment)
      throws ConfigException {
    var values = new FlagValues();
    var warnings = new ArrayList<String>();
    var line = CommandLine.read(arguments, values);
    if (line.asksForHelp()) {
      return new Asked.Print(Help.full());
    }
    if (values.bool("version")) {
      return new Asked.Print(Release.describe());
    }
    var fromVariable = environment.getOrDefault("ETCD_CONFIG_FILE", "");
    var file = values.isSet(FILE) ? values.text(FILE) : fromVariable;
    if (file.isEmpty()) {
      Environment.read(environment, values, warnings);
    } else {
      values = new FlagValues();
      ConfigFile.read(Path.of(file), values, warnings);
    }
    var config = new Settings(values, warnings).all();
    if (file.isEmpty()
        && values.isSet("listen-client-urls")
        && !values.isSet("advertise-client-urls")) {
      throw ConfigException.refused(
          "--advertise-client-urls is required when --listen-client-urls is set explicitly");
    }
    return new Asked.Serve(config);
  }

  /** How the flags are used, for whoever got them wrong. */
  public static String usage() {
    return Help.USAGE;
  }
}
