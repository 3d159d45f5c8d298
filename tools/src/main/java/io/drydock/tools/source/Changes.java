package io.drydock.tools.source;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.TimeUnit;

/**
 * Tells when files of a directory are written, made or removed. The system tells it (inotify on
 * Linux); where it does not, such as on some network file systems, waiting ends with the time.
 *
 * <p>Another thread may call {@link #close}, which ends a wait.
 */
public final class Changes implements AutoCloseable {

  private final WatchService service;
  private volatile boolean isClosed;

  private Changes(WatchService service) {
    this.service = service;
  }

  /**
   * Begins to watch.
   *
   * @throws IOException when the system refuses, such as for want of inotify instances
   */
  public static Changes in(Path folder) throws IOException {
    WatchService service = folder.getFileSystem().newWatchService();
    try {
      folder.register(
          service,
          StandardWatchEventKinds.ENTRY_CREATE,
          StandardWatchEventKinds.ENTRY_MODIFY,
          StandardWatchEventKinds.ENTRY_DELETE);
    } catch (IOException refused) {
      service.close();
      throw refused;
    }
    return new Changes(service);
  }

  /**
   * Waits until something has changed since the last call, or the time is over.
   *
   * @return false when nothing has changed, or this was closed
   */
  public boolean await(long millis) {
    try {
      WatchKey key = service.poll(millis, TimeUnit.MILLISECONDS);
      if (key != null) {
        key.pollEvents();
        key.reset();
      }
      return key != null;
    } catch (ClosedWatchServiceException closed) {
      return false;
    } catch (InterruptedException stop) {
      isClosed = true;
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** True once {@link #close} was called; then nothing waits any more. */
  public boolean isClosed() {
    return isClosed;
  }

  @Override
  public void close() throws IOException {
    isClosed = true;
    service.close();
  }
}
