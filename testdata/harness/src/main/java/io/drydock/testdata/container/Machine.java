package io.drydock.testdata.container;

import com.github.dockerjava.api.model.Bind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.stream.Stream;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.DockerImageName;

/** A running container, in which commands are run. */
public final class Machine implements AutoCloseable {

  private final GenericContainer<?> container;

  private Machine(GenericContainer<?> container) {
    this.container = container;
  }

  /** Nothing has to be awaited: it sleeps. */
  private static final class AtOnce extends AbstractWaitStrategy {
    @Override
    protected void waitUntilReady() {
      // it is ready when it runs
    }
  }

  static Machine start(String image, String... binds) {
    var container =
        new GenericContainer<>(DockerImageName.parse(image))
            .withImagePullPolicy(name -> false)
            .withNetworkMode("host")
            .withCommand("sleep", "infinity")
            .withCreateContainerCmdModifier(command ->
                Objects.requireNonNull(command.getHostConfig())
                    .withBinds(Stream.of(binds).map(Bind::parse).toList()))
            .waitingFor(new AtOnce());
    container.start();
    return new Machine(container);
  }

  /** Runs a line of shell and waits for its end. */
  public Docker.Ended sh(String line) throws IOException {
    try {
      return Docker.Ended.of(container.execInContainer("sh", "-c", line));
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(line);
    }
  }

  @Override
  public void close() {
    container.close();
  }
}
