package io.drydock.tools.client;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The variables that etcdctl reads: {@code ETCDCTL_} and the name of the flag. A flag on the
 * command line wins; an empty variable counts for nothing.
 */
public final class EtcdctlEnvironment implements IDefaultValueProvider {

  private static final Set<String> FLAGS =
      Set.of(
          "--endpoints",
          "--cacert",
          "--cert",
          "--key",
          "--insecure-skip-tls-verify",
          "--insecure-transport",
          "--user",
          "--password",
          "--auth-jwt-token",
          "--dial-timeout",
          "--command-timeout");

  private final Function<String, Optional<String>> variables;

  /** Looks a variable up by its name. */
  public EtcdctlEnvironment(Function<String, Optional<String>> variables) {
    this.variables = variables;
  }

  @Override
  public String defaultValue(ArgSpec argument) {
    if (argument instanceof OptionSpec option) {
      for (String name : option.names()) {
        Optional<String> value =
            FLAGS.contains(name) ? variables.apply(variable(name)) : Optional.empty();
        if (value.isPresent() && !value.get().isEmpty()) {
          return value.get();
        }
      }
    }
    return null;
  }

  private static String variable(String flag) {
    return "ETCDCTL_" + flag.substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
