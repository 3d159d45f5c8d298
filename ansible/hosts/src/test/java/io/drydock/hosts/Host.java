package io.drydock.hosts;

import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/** A host: a container that systemd boots, with sshd, in a network without a way out. */
final class Host implements AutoCloseable {

  /** Until its bus is there, systemd says nothing at all. */
  private static final String STATE_WHEN_BOOTED =
      "timeout 120 sh -c 'until s=$(systemctl is-system-running --wait 2>/dev/null); [ \"$s\" ];"
          + " do :; done; echo $s'";

  private final GenericContainer<?> container;
  private final String name;
  private final String address;

  private Host(GenericContainer<?> container, String name, String address) {
    this.container = container;
    this.name = name;
    this.address = address;
  }

  /** Systemd says by itself when it is done; the flag waits for that. */
  private static final class Booted extends AbstractWaitStrategy {
    @Override
    protected void waitUntilReady() {
      // Host.boot asks systemd
    }
  }

  /** Boots it and lets the key in. */
  static Host boot(String image, Network network, Named named, Path publicKey) throws IOException {
    var container =
        new GenericContainer<>(DockerImageName.parse(image))
            .withImagePullPolicy(any -> false)
            .withNetwork(network)
            .withEnv("container", "docker")
            // Debian 13's systemd does not take the old hierarchy of control groups unasked.
            .withEnv("SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE", "1")
            .withTmpFs(Map.of("/run", "", "/run/lock", "", "/tmp", "exec"))
            .withCopyFileToContainer(
                MountableFile.forHostPath(publicKey, 0600), "/root/.ssh/authorized_keys")
            .withCreateContainerCmdModifier(command -> {
              command.withHostName(named.name()).withIpv4Address(named.address());
              Objects.requireNonNull(command.getHostConfig())
                  .withCapAdd(Capability.SYS_ADMIN, Capability.NET_ADMIN)
                  .withSecurityOpts(java.util.List.of("seccomp=unconfined"))
                  .withCgroupnsMode("host")
                  .withBinds(Bind.parse("/sys/fs/cgroup:/sys/fs/cgroup"));
            })
            .withCommand("/sbin/init")
            .waitingFor(new Booted());
    container.start();
    var host = new Host(container, named.name(), named.address());
    ExecResult state = host.exec(STATE_WHEN_BOOTED);
    if (!"running".equals(state.getStdout().strip())) {
      String failed = host.exec("systemctl --failed --no-pager").getStdout();
      host.close();
      throw new IOException(named.name() + " is " + state.getStdout() + failed);
    }
    host.sh("chown root:root /root/.ssh/authorized_keys");
    return host;
  }

  /** What a host is called and where it is. */
  record Named(String name, String address) {}

  String name() {
    return name;
  }

  String address() {
    return address;
  }

  /** The stdout of a line of shell, which must end with 0. */
  String sh(String line) throws IOException {
    ExecResult ended = exec(line);
    if (ended.getExitCode() != 0) {
      throw new IOException(
          name
              + ": "
              + line
              + ": "
              + ended.getExitCode()
              + "\n"
              + ended.getStdout()
              + ended.getStderr());
    }
    return ended.getStdout();
  }

  /** How a line of shell ends. */
  ExecResult exec(String line) throws IOException {
    try {
      return container.execInContainer("sh", "-c", line);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(line);
    }
  }

  /** Puts a file of the class path there. */
  void put(String resource, String path) {
    container.copyFileToContainer(MountableFile.forClasspathResource(resource), path);
  }

  @Override
  public void close() {
    container.close();
  }
}
