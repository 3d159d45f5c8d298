package io.drydock.hosts;

import io.drydock.testdata.Testdata;
import io.drydock.testdata.container.Debian;
import io.drydock.testdata.container.Docker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.testcontainers.containers.Network;

/** Some hosts, a key that opens them, an inventory of them, and the playbooks. */
final class Site implements AutoCloseable {

  private static final String SUBNET = "172.30.78.";

  private final Path folder;
  private final Network network;
  private final Map<String, Host> hosts = new LinkedHashMap<>();
  private final Map<String, List<String>> groups = new LinkedHashMap<>();
  private final Map<String, String> variables = new LinkedHashMap<>();
  private final String image;
  private int runs;

  private Site(Path folder, Network network, String image) {
    this.folder = folder;
    this.network = network;
    this.image = image;
  }

  /** A site of this many members, called etcd-1 and so on. */
  static Site of(Debian debian, int members, Path folder) throws IOException {
    Path tar = image(debian);
    String image = Docker.start().image(tar, "host-" + debian.number());
    Network network =
        Network.builder()
            .createNetworkCmdModifier(command ->
                command
                    .withInternal(true)
                    .withIpam(
                        new com.github.dockerjava.api.model.Network.Ipam()
                            .withConfig(
                                new com.github.dockerjava.api.model.Network.Ipam.Config()
                                    .withSubnet(SUBNET + "0/24"))))
            .build();
    var site = new Site(folder, network, image);
    run(List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", site.key().toString()));
    site.variables.put("etcd_cluster_name", "trial");
    site.variables.put("etcd_tls_ca_dir", folder.resolve("ca").toString());
    boolean isWhole = false;
    try {
      for (int number = 1; number <= members; number++) {
        site.add("etcd-" + number, "etcd");
      }
      isWhole = true;
    } finally {
      if (!isWhole) {
        site.close();
      }
    }
    return site;
  }

  /** The newest image that ansible/hosts/make-hosts made of this release. */
  private static Path image(Debian debian) throws IOException {
    String codename = debian.name().toLowerCase(java.util.Locale.ROOT);
    try (Stream<Path> files = Files.list(Debian.cache().resolve("hosts"))) {
      return files
          .filter(file -> file.getFileName().toString().matches(codename + "-[0-9a-f]+\\.tar"))
          .max(Comparator.comparing(file -> file.toFile().lastModified()))
          .orElseThrow(() -> new IOException("ansible/hosts/make-hosts has made no " + codename));
    }
  }

  private static void run(List<String> words) throws IOException {
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes());
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException(words + ": " + out);
    }
  }

  private Path key() {
    return folder.resolve("key");
  }

  /** Boots one more host, in this group of the inventory. */
  Host add(String name, String group) throws IOException {
    String address = SUBNET + (11 + hosts.size());
    var named = new Host.Named(name, address);
    Host host = Host.boot(image, network, named, folder.resolve("key.pub"));
    hosts.put(name, host);
    groups.computeIfAbsent(group, any -> new ArrayList<>()).add(name);
    return host;
  }

  /** The host stays, and is in no group any more. */
  void forget(String name) {
    groups.values().forEach(names -> names.remove(name));
  }

  Host host(String name) {
    return hosts.get(name);
  }

  List<Host> members() {
    return groups.get("etcd").stream().map(hosts::get).toList();
  }

  /** A variable of all hosts. */
  void set(String name, String value) {
    variables.put(name, value);
  }

  /** Runs a playbook with the current ansible-core. */
  Played play(String playbook, String... arguments) throws IOException {
    return playWith("current", playbook, arguments);
  }

  /** Runs a playbook with the ansible-core of this environment of ansible/install-ansible. */
  Played playWith(String environment, String playbook, String... arguments) throws IOException {
    Path inventory = Files.writeString(folder.resolve("hosts.yml"), inventory());
    Path program = Debian.cache().resolve("ansible/" + environment + "/bin/ansible-playbook");
    List<String> words = new ArrayList<>(List.of(program.toString(), "-i", inventory.toString()));
    words.add(Testdata.root().resolve("playbooks").resolve(playbook).toString());
    words.addAll(List.of(arguments));
    var builder = new ProcessBuilder(words).redirectErrorStream(true).directory(folder.toFile());
    Map<String, String> environ = builder.environment();
    environ.put("ANSIBLE_CONFIG", Testdata.root().resolve("playbooks/ansible.cfg").toString());
    environ.put("ANSIBLE_HOME", folder.resolve("home").toString());
    environ.put("ANSIBLE_NOCOLOR", "1");
    long start = System.nanoTime();
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes());
    int code = process.onExit().join().exitValue();
    var played = new Played(code, out, (System.nanoTime() - start) / 1_000_000_000L);
    keep(playbook, environment, played);
    return played;
  }

  /** For a look at what it said, and for docs/hosts.md. */
  private void keep(String playbook, String environment, Played played) throws IOException {
    Path kept = Testdata.root().resolve("ansible/hosts/target/played");
    Files.createDirectories(kept);
    runs++;
    String name = folder.getFileName() + "-%02d-%s-%s".formatted(runs, playbook, environment);
    Files.writeString(kept.resolve(name + ".txt"), played.seconds() + " s\n" + played.out());
  }

  private String inventory() {
    var text = new StringBuilder("all:\n  vars:\n");
    text.append("    ansible_user: root\n    ansible_ssh_private_key_file: ").append(key());
    text.append("\n    ansible_ssh_common_args: -o StrictHostKeyChecking=accept-new");
    text.append(" -o UserKnownHostsFile=").append(folder.resolve("known_hosts")).append('\n');
    variables.forEach(
        (name, value) -> text.append("    ").append(name).append(": ").append(value).append('\n'));
    text.append("  children:\n");
    groups.forEach((group, names) -> {
      text.append("    ").append(group).append(":\n      hosts:\n");
      for (String name : names) {
        String address = hosts.get(name).address();
        text.append("        %s: { ansible_host: %s }\n".formatted(name, address));
      }
    });
    return text.toString();
  }

  /** Starts a writer on the first member, which keeps its log there. */
  Writer writer() throws IOException {
    return Writer.start(this, members().getFirst());
  }

  @Override
  public void close() {
    hosts.values().forEach(Host::close);
    network.close();
  }
}
