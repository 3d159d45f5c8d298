package io.drydock.node.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Reads a configuration file: YAML, a key for each flag, durations in nanoseconds, TLS of the two
 * ports in a section each.
 */
final class ConfigFile {
  /** Keys of the section {@code client-transport-security} and the flags that they stand for. */
  private static final Map<String, String> CLIENT_TLS =
      Map.of(
          "cert-file", "cert-file",
          "key-file", "key-file",
          "client-cert-file", "client-cert-file",
          "client-key-file", "client-key-file",
          "client-cert-auth", "client-cert-auth",
          "trusted-ca-file", "trusted-ca-file",
          "auto-tls", "auto-tls",
          "crl-file", "client-crl-file",
          "allowed-hostname", "client-cert-allowed-hostname");

  /** The same of {@code peer-transport-security}. */
  private static final Map<String, String> PEER_TLS =
      Map.of(
          "cert-file", "peer-cert-file",
          "key-file", "peer-key-file",
          "client-cert-file", "peer-client-cert-file",
          "client-key-file", "peer-client-key-file",
          "client-cert-auth", "peer-client-cert-auth",
          "trusted-ca-file", "peer-trusted-ca-file",
          "auto-tls", "peer-auto-tls",
          "crl-file", "peer-crl-file",
          "allowed-cn", "peer-cert-allowed-cn",
          "allowed-hostname", "peer-cert-allowed-hostname");

  private final Path file;
  private final FlagValues values;
  private final List<String> warnings;

  private ConfigFile(Path file, FlagValues values, List<String> warnings) {
    this.file = file;
    this.values = values;
    this.warnings = warnings;
  }

  /**
   * Sets the flags that the file names.
   *
   * @param warnings gets the keys that are no flags', which etcd does not look at either
   * @throws ConfigException when it cannot be read, is no YAML, or a value is none
   */
  static void read(Path file, FlagValues values, List<String> warnings) throws ConfigException {
    var reader = new ConfigFile(file, values, warnings);
    for (var entry : reader.load().entrySet()) {
      var key = String.valueOf(entry.getKey());
      switch (key) {
        case "client-transport-security" -> reader.section(key, entry.getValue(), CLIENT_TLS);
        case "peer-transport-security" -> reader.section(key, entry.getValue(), PEER_TLS);
        default -> reader.set(key, key, entry.getValue());
      }
    }
  }

  private Map<?, ?> load() throws ConfigException {
    try {
      var loaded = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
      if (loaded == null) {
        return Map.of();
      }
      if (loaded instanceof Map<?, ?> map) {
        return map;
      }
      throw ConfigException.refused(file + ": it holds no keys");
    } catch (NoSuchFileException e) {
      throw ConfigException.refused("open " + file + ": no such file or directory");
    } catch (IOException e) {
      throw ConfigException.refused("open " + file + ": " + e.getMessage());
    } catch (YAMLException e) {
      throw ConfigException.refused(file + ": " + e.getMessage());
    }
  }

  private void section(String name, Object content, Map<String, String> flags)
      throws ConfigException {
    if (content == null) {
      return;
    }
    if (!(content instanceof Map<?, ?> map)) {
      throw ConfigException.refused(file + ": " + name + ": it holds no keys");
    }
    for (var entry : map.entrySet()) {
      var key = String.valueOf(entry.getKey());
      set(name + "." + key, flags.getOrDefault(key, ""), entry.getValue());
    }
  }

  private void set(String key, String flagName, Object value) throws ConfigException {
    var flag = FlagTable.find(flagName);
    if (flag.isEmpty()) {
      warnings.add(file + ": " + key + " is no setting");
    } else if (value != null) {
      try {
        values.set(flag.get(), text(flag.get(), value));
      } catch (ConfigException e) {
        throw ConfigException.refused(
            "%s: %s: invalid value \"%s\": %s".formatted(file, key, value, e.getMessage()));
      }
    }
  }

  private static String text(Flag flag, Object value) {
    if (value instanceof Collection<?> list) {
      return list.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
    if (flag.kind() == FlagKind.DURATION && value instanceof Number nanos) {
      return nanos + "ns";
    }
    return value.toString();
  }
}
